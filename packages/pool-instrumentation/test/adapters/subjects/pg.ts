import PgPool from 'pg-pool';
import { pg } from '../../../src/adapters/pg.ts';
import type { PoolAdapter } from '../../../src/pool.ts';
import { type FakePgServer, fakePgClient } from '../fake-pg-client.ts';
import type { Client } from '../subject.ts';

export const pgSubject: Client = {
  adapter: pg as unknown as PoolAdapter<never>,
  methods: ['connect', 'newClient', '_release', '_remove'],
  promiseClass: 'Promise',
  setLimit(pool: { options: { max: number } }, limit) {
    pool.options.max = limit;
  },
  make({ max, min = 0, waitMillis }) {
    const server: FakePgServer = { connect: undefined };
    const pool = new PgPool({
      max,
      min,
      idleTimeoutMillis: 0,
      Client: fakePgClient(server) as never,
      ...(waitMillis && { connectionTimeoutMillis: waitMillis }),
    });
    const released = (connection: unknown): { release(error?: Error): void } => connection as never;
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
};
