import { resourcePool } from '../../../src/adapters/resource-pool.ts';
import { createPool } from '../../../src/generic/create-pool.ts';
import type { Lease } from '../../../src/generic/lease.ts';
import type { PoolAdapter } from '../../../src/pool.ts';
import type { Client } from '../subject.ts';

export const plimsollSubject: Client = {
  adapter: resourcePool as unknown as PoolAdapter<never>,
  methods: [],
  make({ max, min = 0, waitMillis }) {
    let failure: Error | undefined;
    const leases = new Map<unknown, Lease<object>>();
    const pool = createPool<object>(
      {
        create: () =>
          new Promise((resolve, reject) =>
            setImmediate(() => (failure ? reject(failure) : resolve({}))),
          ),
        destroy: () => {},
      },
      { max, minIdle: min, ...(waitMillis && { acquireTimeoutMillis: waitMillis }) },
    );
    return {
      pool,
      async acquire() {
        const lease = await pool.acquire();
        leases.set(lease.resource, lease);
        return lease.resource;
      },
      release: (connection) => leases.get(connection)?.release(),
      discard: (connection) => leases.get(connection)?.destroy(),
      failToConnect: (error) => {
        failure = error;
      },
      end: () => pool.close(),
    };
  },
};
