import type { Cleanup } from '@plimsoll/kernel';
import { seldom } from './seldom.ts';

/** What is asked off the event loop, since the answer may take long. */
export interface Question<T> {
  readonly seconds: number;
  /** What is waited for in vain when there was no answer for so many seconds; without it the wait is silent. */
  readonly deadline?: { readonly what: string; readonly seconds: number };
  /** Between the steps that it takes it looks whether `ended` is. */
  readonly ask: (ended: AbortSignal) => Promise<T>;
  /** Called with each answer, unless the sensor has ended. */
  readonly told: (answer: T) => void;
}

/** The first late tick may be that of a blocked loop, on which the answer has yet to come in. */
const LATE_TICKS = 2;

/**
 * Asks at the second tick, since the first is the start of an application that has other things to read, and then about
 * every `seconds`; never twice at a time, so that what hangs holds one thread of the pool. A tick throws where the answer is
 * overdue, and once where it was a rejection.
 */
export function slowly<T>(
  cleanup: Cleanup,
  { seconds, deadline, ask, told }: Question<T>,
): (now: number) => void {
  const end = new AbortController();
  cleanup.defer(() => end.abort());
  let waitingSince: number | undefined;
  let lateTicks = 0;
  let refused: { readonly error: unknown } | undefined;
  const question = async (): Promise<void> => {
    try {
      const answer = await ask(end.signal);
      if (!end.signal.aborted) told(answer);
    } catch (error) {
      refused = { error };
    }
    waitingSince = undefined;
    lateTicks = 0;
  };
  let now: number | undefined;
  const askSeldom = seldom(seconds, () => {
    waitingSince = now;
    void question();
  });
  return (tick) => {
    const first = now === undefined;
    now = tick;
    if (refused) {
      const { error } = refused;
      refused = undefined;
      throw error;
    }
    if (waitingSince === undefined) {
      if (!first) askSeldom(tick);
    } else if (deadline && tick - waitingSince > deadline.seconds && ++lateTicks >= LATE_TICKS)
      throw new Error(`${deadline.what} gives no answer`);
  };
}
