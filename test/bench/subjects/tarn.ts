import { createRequire } from 'node:module';
import { type OpenLender, subjectsOf } from '../pools.ts';
import type { Subject } from '../subject.ts';

const load = createRequire(import.meta.url);

const open: OpenLender = async () => {
  const { Pool } = load('tarn') as typeof import('tarn');
  const pool = new Pool({ create: async () => ({}), destroy: () => {}, min: 1, max: 10 });
  return {
    async borrow(times) {
      for (let left = times; left > 0; left--) {
        const resource = await pool.acquire().promise;
        pool.release(resource);
      }
    },
    end: () => pool.destroy(),
  };
};

export const subjects: Readonly<Record<string, Subject>> = subjectsOf('tarn', open);
