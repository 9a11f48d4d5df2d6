import type { EventEmitter } from 'node:events';
import { isNativeError } from 'node:util/types';
import { rethrow } from './rethrow.ts';

/** Signals by which a process is asked to end. */
const SIGNALS = ['SIGTERM', 'SIGINT'] as const;

type Emit = (event: string | symbol, ...args: unknown[]) => boolean;

/**
 * Sends what has been measured before the process ends, and changes nothing else about its end. `flush` is
 * given `timeoutMillis`; nothing is done at `process.exit()`, which leaves no time for anything asynchronous.
 *
 * It stands in `process.emit`, for a listener would be seen: a second `beforeExit` after the flush by those of
 * the application, an `uncaughtException` listener by Node.js, which would not end the process.
 */
export function flushAtExit(flush: () => Promise<void>, timeoutMillis: number): Disposable {
  let ended = false;
  let dying = false;
  let flushed = false;
  let thrown: { readonly error: unknown } | undefined;

  const bounded = (): Promise<void> =>
    new Promise((resolve) => {
      // With a reference: it is what keeps the process for the flush.
      const timer = setTimeout(resolve, timeoutMillis);
      void flush()
        .catch(() => {})
        .then(() => {
          clearTimeout(timer);
          resolve();
        });
    });

  const onSignal = (signal: NodeJS.Signals): void => {
    if (dying) end(signal);
    else void bounded().then(() => end(signal));
    dying = true;
  };
  const end = (signal: NodeJS.Signals): void => {
    stop();
    process.kill(process.pid, signal);
  };

  const emit: Emit = (event, ...args) => {
    const pass = (): boolean => Reflect.apply(before, process, [event, ...args]) as boolean;
    if (ended) return pass();
    if (event === 'beforeExit') {
      flushed = !flushed;
      if (!flushed) return pass();
      // The event comes again when the flush is over, and is then the first that the application sees.
      void bounded();
      return true;
    }
    // What is no error does not tell where it was thrown, and could not be reported as it was.
    if (
      event === 'uncaughtException' &&
      isNativeError(args[0]) &&
      process.listenerCount(event) === 0
    ) {
      if (thrown && Object.is(thrown.error, args[0])) return pass();
      if (dying) return true;
      dying = true;
      void bounded().then(() => {
        thrown = { error: args[0] };
        rethrow(args[0], args[1]);
      });
      return true;
    }
    // The error comes for the second time, and nobody is to see it twice.
    if (event === 'uncaughtExceptionMonitor' && thrown) return true;
    if (SIGNALS.some((signal) => signal === event && process.listenerCount(signal, onSignal) === 0))
      void flush().catch(() => {});
    return pass();
  };

  const before = process.emit as Emit;
  process.emit = emit as typeof process.emit;
  const watched = watchSignals(onSignal);
  const stop = (): void => {
    if (ended) return;
    ended = true;
    watched[Symbol.dispose]();
    // Another may have wrapped ours meanwhile; it then stays, and passes everything on.
    if (process.emit === (emit as typeof process.emit)) {
      if (before === (Object.getPrototypeOf(process) as typeof process).emit)
        Reflect.deleteProperty(process, 'emit');
      else process.emit = before as typeof process.emit;
    }
  };
  return { [Symbol.dispose]: stop };
}

/**
 * Listens to the signals only where nobody else does. With a listener of the application there is none of ours:
 * some count the listeners to know whether the process should die (`signal-exit` does).
 */
function watchSignals(onSignal: (signal: NodeJS.Signals) => void): Disposable {
  let ours = false;
  const add = (signal: NodeJS.Signals): void => {
    if (process.listenerCount(signal) > 0) return;
    process.on(signal, onSignal);
  };
  const remove = (signal: NodeJS.Signals): void => {
    ours = true;
    process.removeListener(signal, onSignal);
    ours = false;
  };
  const isWatched = (event: unknown): event is NodeJS.Signals =>
    SIGNALS.some((signal) => signal === event);
  const added = (event: string | symbol, listener: unknown): void => {
    if (isWatched(event) && listener !== onSignal) remove(event);
  };
  const removed = (event: string | symbol): void => {
    if (isWatched(event) && !ours) add(event);
  };
  for (const signal of SIGNALS) add(signal);
  // Before Node.js, which listens to the signal for the first listener only.
  (process as EventEmitter).prependListener('newListener', added);
  process.on('removeListener', removed);
  return {
    [Symbol.dispose]() {
      process.removeListener('newListener', added);
      process.removeListener('removeListener', removed);
      for (const signal of SIGNALS) process.removeListener(signal, onSignal);
    },
  };
}
