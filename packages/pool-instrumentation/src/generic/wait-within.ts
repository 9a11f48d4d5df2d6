import type { Clock } from '@plimsoll/kernel';

export interface Patience {
  readonly clock: Clock;
  readonly millis: number;
  readonly signal: AbortSignal | undefined;
  /** Makes the error of a wait that took too long. */
  readonly timeout: () => unknown;
  /** Has what is waited for rejected with `reason`. */
  readonly refuse: (reason: unknown) => void;
}

/** Waits for `promised` until it is refused, for the time is up or `signal` is aborted. Keeps the process alive meanwhile. */
export async function waitWithin<T>(
  promised: Promise<T>,
  { clock, millis, signal, timeout, refuse }: Patience,
): Promise<T> {
  const aborted = (): void => refuse(signal?.reason);
  const timer = clock.after(millis / 1000, () => refuse(timeout()), { keepAlive: true });
  signal?.addEventListener('abort', aborted, { once: true });
  try {
    return await promised;
  } finally {
    timer[Symbol.dispose]();
    signal?.removeEventListener('abort', aborted);
  }
}
