import genericPoolLibrary from 'generic-pool';
import { genericPool } from '../../../src/adapters/generic-pool.ts';
import type { PoolAdapter } from '../../../src/pool.ts';
import type { Client } from '../subject.ts';

export const genericPoolSubject: Client = {
  adapter: genericPool as unknown as PoolAdapter<never>,
  methods: ['acquire', 'release', 'destroy', '_destroy', '_evict'],
  promiseClass: '_Promise',
  setLimit(pool: { _config: { max: number } }, limit) {
    pool._config.max = limit;
  },
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
};
