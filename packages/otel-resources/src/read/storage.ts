import { statfs } from 'node:fs';

/** How full a file system is, in bytes. */
export interface Storage {
  readonly limit: number;
  readonly used: number;
  readonly free: number;
  /** Free for the superuser alone. */
  readonly reserved: number;
}

/** Asks for one file system after another, off the event loop. */
export interface StorageReader {
  /** What does not answer, while it does not: nothing else is asked meanwhile. */
  readonly waitingFor: string | undefined;
  /** Asks for each of `points`, unless a question is open; `told` is called with each answer there is. */
  ask(points: readonly string[], told: (point: string, storage: Storage) => void): void;
}

type Answer = {
  readonly bsize: number;
  readonly blocks: number;
  readonly bfree: number;
  readonly bavail: number;
};
export type AskStorage = (
  point: string,
  done: (error: Error | null, answer?: Answer) => void,
) => void;

const askSystem: AskStorage = (point, done) => statfs(point, done);

/** One question at a time: a file system that hangs holds one thread of the pool and never the event loop. */
export function createStorageReader(askStorage: AskStorage = askSystem): StorageReader {
  let waitingFor: string | undefined;
  const next = (
    [point, ...rest]: readonly string[],
    told: (point: string, storage: Storage) => void,
  ): void => {
    waitingFor = point;
    if (point === undefined) return;
    askStorage(point, (error, answer) => {
      const storage = error || !answer ? undefined : storageOf(answer);
      if (storage) told(point, storage);
      next(rest, told);
    });
  };
  return {
    get waitingFor() {
      return waitingFor;
    },
    ask(points, told) {
      if (waitingFor === undefined) next(points, told);
    },
  };
}

/** `undefined` where it has no storage, or what it says cannot be. */
export function storageOf({ bsize, blocks, bfree, bavail }: Answer): Storage | undefined {
  const limit = blocks * bsize;
  if (!(Number.isFinite(limit) && limit > 0 && bavail >= 0 && bavail <= bfree && bfree <= blocks))
    return undefined;
  const [used, free, reserved] = [blocks - bfree, bavail, bfree - bavail].map((n) => n * bsize);
  return { limit, used: used ?? 0, free: free ?? 0, reserved: reserved ?? 0 };
}
