import type { PoolAdapter } from '../../src/pool.ts';

export interface PoolShape {
  readonly max: number;
  readonly min?: number;
  /** How long an acquire waits, in milliseconds. */
  readonly waitMillis?: number;
}

/** A pool of a client under test, spoken to in the same words whatever the client. */
export interface Subject {
  readonly pool: object;
  acquire(): Promise<unknown>;
  release(connection: unknown): void;
  /** Gives a broken connection back. */
  discard(connection: unknown): void;
  /** What connecting ends with from now on. */
  failToConnect(error: Error): void;
  end(): Promise<void>;
}

export interface Client {
  readonly adapter: PoolAdapter<never>;
  /** What is overridden to watch a pool; nothing where the client lets itself be watched. */
  readonly methods: readonly string[];
  /** Under which property the pool keeps the class of its promises, where it does. */
  readonly promiseClass?: string;
  /** How an application lowers the limit of a pool past us, where it can. */
  setLimit?(pool: never, limit: number): void;
  /** What the pools of the client cannot do, whose tests are left out. */
  readonly lacks?: readonly (
    | 'limit on a wait'
    | 'end that waits'
    | 'discard'
    | 'limit to read'
    | 'refusal when ended'
    | 'class to find'
    | 'time of creation'
    | 'word of what is idle'
    | 'hold on what is being opened'
    | 'silence'
  )[];
  /** What stays the same of a connection where each borrower gets an object of his own. */
  idOf?(connection: unknown): unknown;
  make(shape: PoolShape): Subject;
}
