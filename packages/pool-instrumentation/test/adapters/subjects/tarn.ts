import { Pool } from 'tarn';
import { tarn } from '../../../src/adapters/tarn.ts';
import type { Client } from '../subject.ts';

export const tarnSubject: Client = {
  adapter: tarn as never,
  methods: ['acquire', 'release', 'check', '_executeEventHandlers'],
  lacks: ['discard', 'refusal when ended'],
  setLimit(pool: { max: number }, limit) {
    pool.max = limit;
  },
  make({ max, min = 0, waitMillis }) {
    let failure: Error | undefined;
    const pool = new Pool<object>({
      create: () =>
        new Promise((resolve, reject) =>
          setImmediate(() => (failure ? reject(failure) : resolve({}))),
        ),
      destroy: async () => {},
      min,
      max,
      ...(waitMillis && { acquireTimeoutMillis: waitMillis }),
    });
    return {
      pool,
      acquire: () => pool.acquire().promise,
      release: (connection) => void pool.release(connection as object),
      discard: (connection) => void pool.release(connection as object),
      failToConnect: (error) => {
        failure = error;
      },
      end: async () => {
        await pool.destroy();
      },
    };
  },
};
