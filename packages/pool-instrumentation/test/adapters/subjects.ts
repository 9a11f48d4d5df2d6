import genericPoolLibrary from 'generic-pool';
import PgPool from 'pg-pool';
import { genericPool } from '../../src/adapters/generic-pool.ts';
import { pg } from '../../src/adapters/pg.ts';
import type { PoolAdapter } from '../../src/pool.ts';
import { type FakePgServer, fakePgClient } from './fake-pg-client.ts';

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

/** The clients that the contract is held against: the real pools over connections without a server. */
export const CLIENTS: Readonly<Record<string, Client>> = {
  pg: {
    adapter: pg as unknown as PoolAdapter<never>,
    methods: ['connect', 'newClient', '_release', '_remove'],
    make({ max, min = 0, waitMillis }) {
      const server: FakePgServer = { connect: undefined };
      const pool = new PgPool({
        max,
        min,
        idleTimeoutMillis: 0,
        Client: fakePgClient(server) as never,
        ...(waitMillis && { connectionTimeoutMillis: waitMillis }),
      });
      const released = (connection: unknown): { release(error?: Error): void } =>
        connection as never;
      return {
        pool,
        acquire: () => pool.connect(),
        release: (connection) => released(connection).release(),
        discard: (connection) => released(connection).release(new Error('broken')),
        failToConnect: (error) => {
          server.connect = error;
        },
        end: () => pool.end(),
      };
    },
  },
  'generic-pool': {
    adapter: genericPool as unknown as PoolAdapter<never>,
    methods: ['acquire', 'release', 'destroy', '_destroy', '_evict'],
    make({ max, min = 0, waitMillis }) {
      let failure: Error | undefined;
      const pool = genericPoolLibrary.createPool<object>(
        {
          create: () =>
            new Promise((resolve, reject) =>
              setImmediate(() => (failure ? reject(failure) : resolve({}))),
            ),
          destroy: async () => {},
        },
        { max, min, ...(waitMillis && { acquireTimeoutMillis: waitMillis }) },
      );
      return {
        pool,
        acquire: async () => pool.acquire(),
        release: (connection) => void pool.release(connection as object),
        discard: (connection) => void pool.destroy(connection as object),
        failToConnect: (error) => {
          failure = error;
        },
        end: async () => {
          await pool.drain();
          await pool.clear();
        },
      };
    },
  },
};
