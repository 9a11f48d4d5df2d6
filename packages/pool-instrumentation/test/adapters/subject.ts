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
  readonly methods: readonly string[];
  make(shape: PoolShape): Subject;
}
