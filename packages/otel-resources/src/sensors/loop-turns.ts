import { performance } from 'node:perf_hooks';

/** A loop that turns oftener in a second than this is measured by a timer: what each turn costs is then too much. */
const BUSY_TURNS = 200;
/** One that turns less often, the timer's turns among them, is measured by its turns again. */
const QUIET_TURNS = 100;
const SECOND_MILLIS = 1000;
const TIMER_MILLIS = 20;

/** What is asked of the event loop of this thread; tests hand in their own. Times are milliseconds. */
export interface Loop {
  now(): number;
  /** How long it has waited for something to do since it began. */
  idle(): number;
  /** How often it has turned since it began. */
  turns(): number;
  /** Runs `action` at the end of the next turn, whenever that comes. */
  atNextTurn(action: () => void): Disposable;
  every(millis: number, action: () => void): Disposable;
}

/** Neither keeps the process alive, and an immediate without a reference does not even let the loop turn. */
const systemLoop: Loop = {
  now: () => performance.now(),
  idle: () => performance.nodeTiming.idleTime,
  turns: () => performance.nodeTiming.uvMetricsInfo.loopCount,
  atNextTurn(action) {
    const immediate = setImmediate(action).unref();
    return { [Symbol.dispose]: () => clearImmediate(immediate) };
  },
  every(millis, action) {
    const timer = setInterval(action, millis).unref();
    return { [Symbol.dispose]: () => clearInterval(timer) };
  },
};

/**
 * Tells the delay of the event loop in milliseconds. While the loop turns seldom it is the time that each turn takes,
 * found at no wake-up; while it turns often it is how late a timer of 20 ms comes.
 */
export function watchTurns(told: (millis: number) => void, loop: Loop = systemLoop): Disposable {
  let last = loop.now();
  let lastIdle = loop.idle();
  let second = last;
  let turns = 0;
  let waiting: Disposable;

  const watchEach = (): void => {
    waiting = loop.atNextTurn(() => {
      const [now, idle] = [loop.now(), loop.idle()];
      told(Math.max(0, now - last - (idle - lastIdle)));
      last = now;
      lastIdle = idle;
      if (now - second >= SECOND_MILLIS) {
        second = now;
        turns = 0;
      }
      turns++;
      if (turns > BUSY_TURNS) watchTimer();
      else watchEach();
    });
  };

  const watchTimer = (): void => {
    second = last;
    turns = loop.turns();
    waiting = loop.every(TIMER_MILLIS, () => {
      const now = loop.now();
      told(Math.max(0, now - last - TIMER_MILLIS));
      last = now;
      if (now - second < SECOND_MILLIS) return;
      const perSecond = ((loop.turns() - turns) / (now - second)) * SECOND_MILLIS;
      second = now;
      turns = loop.turns();
      if (perSecond >= QUIET_TURNS) return;
      waiting[Symbol.dispose]();
      lastIdle = loop.idle();
      turns = 0;
      watchEach();
    });
  };

  watchEach();
  return { [Symbol.dispose]: () => waiting[Symbol.dispose]() };
}
