import { constants } from 'node:os';

/** Says when the demo is over, and with which exit code. */
export interface Ending extends Disposable {
  /** Resolves to the exit code: 0, or that of the signal as shells write it. */
  readonly over: Promise<number>;
  /** Begins to count the duration. */
  start(): void;
  end(): void;
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

export function createEnding(durationSeconds: number): Ending {
  let timer: NodeJS.Timeout | undefined;
  let resolve: (code: number) => void = () => undefined;
  const over = new Promise<number>((settle) => {
    resolve = settle;
  });
  const onSignal = (signal: (typeof SIGNALS)[number]): void =>
    resolve(128 + constants.signals[signal]);
  for (const signal of SIGNALS) process.on(signal, onSignal);

  return {
    over,
    start() {
      if (Number.isFinite(durationSeconds))
        timer = setTimeout(() => resolve(0), durationSeconds * 1000);
    },
    end: () => resolve(0),
    [Symbol.dispose]() {
      clearTimeout(timer);
      for (const signal of SIGNALS) process.removeListener(signal, onSignal);
    },
  };
}
