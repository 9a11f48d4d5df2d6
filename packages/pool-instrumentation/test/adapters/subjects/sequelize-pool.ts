import { Pool } from 'sequelize-pool';
import { sequelizePool } from '../../../src/adapters/sequelize-pool.ts';
import type { Client } from '../subject.ts';

export const sequelizePoolSubject: Client = {
  adapter: sequelizePool as never,
  methods: ['acquire', 'release', 'destroy', 'destroyAllNow', '_dispense', '_removeIdle'],
  setLimit(pool: { _factory: { max: number } }, limit) {
    pool._factory.max = limit;
  },
  make({ max, min = 0, waitMillis }) {
    let failure: Error | undefined;
    const pool = new Pool<object>({
      create: () =>
        new Promise((resolve, reject) =>
          setImmediate(() => (failure ? reject(failure) : resolve({}))),
        ),
      destroy: async () => {},
      validate: () => true,
      min,
      max,
      ...(waitMillis && { acquireTimeoutMillis: waitMillis }),
    });
    return {
      pool,
      acquire: () => pool.acquire(),
      release: (connection) => pool.release(connection as object),
      discard: (connection) => void pool.destroy(connection as object),
      failToConnect: (error) => {
        failure = error;
      },
      end: async () => {
        await pool.drain();
        await pool.destroyAllNow();
      },
    };
  },
};
