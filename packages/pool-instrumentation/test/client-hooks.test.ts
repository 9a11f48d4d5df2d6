import { createRequire } from 'node:module';
import { recordedFaults } from '@plimsoll/kernel/test/recorded';
import { afterEach, expect, test, vi } from 'vitest';
import { hookClients } from '../src/client-hooks.ts';

const { cache } = createRequire(import.meta.url);
const loaded: string[] = [];

/** Lets a module stand in the cache of CommonJS, as if it had been loaded. */
function load(file: string, exports: object): void {
  loaded.push(file);
  cache[file] = { loaded: true, exports } as never;
}

afterEach(() => {
  for (const file of loaded.splice(0)) delete cache[file];
});

test('says once that a client is not as it is known, and leaves it alone', () => {
  class Pool {
    acquire(): string {
      return 'acquired';
    }
  }
  const { acquire } = Pool.prototype;
  load('/app/node_modules/tarn/dist/Pool.js', { Pool });
  load('/app/node_modules/tarn/dist/tarn.js', { Pool });
  const { faults, said } = recordedFaults();
  const hooks = hookClients(['tarn'], faults, () => undefined);
  expect(said).toEqual(['tarn/dist/Pool: not as it is known, its pools are not observed']);
  expect(Pool.prototype.acquire).toBe(acquire);
  hooks[Symbol.dispose]();
});

test('says that a pool of a known class lacks what is read of it, and leaves it alone', () => {
  class ConnectionPool {
    checkOut(): string {
      return 'checked out';
    }
    checkIn(): void {}
    createConnection(): void {}
    ready(): void {}
  }
  load('/app/node_modules/mongodb/lib/cmap/connection_pool.js', { ConnectionPool });
  const { faults, said } = recordedFaults();
  const attach = vi.fn();
  const hooks = hookClients(['mongodb'], faults, attach);
  expect(new ConnectionPool().checkOut()).toBe('checked out');
  expect(attach).not.toHaveBeenCalled();
  expect(said).toEqual([
    'mongodb/lib/cmap/connection_pool: not as it is known, its pools are not observed',
  ]);
  hooks[Symbol.dispose]();
});

test('says nothing of the files of a client that have no pools', () => {
  load('/app/node_modules/tarn/dist/utils.js', {});
  class Pool {
    acquire(): void {}
    release(): void {}
    check(): void {}
    _executeEventHandlers(): void {}
  }
  load('/app/node_modules/tarn/dist/Pool.js', { Pool });
  const { faults, said } = recordedFaults();
  hookClients(['tarn'], faults, () => undefined)[Symbol.dispose]();
  expect(said).toEqual([]);
});

test('attaches no more once it is disposed, beneath an override of somebody else', async () => {
  const { Pool } = await import('tarn');
  load('/app/node_modules/tarn/dist/Pool.js', { Pool });
  const attach = vi.fn();
  const hooks = hookClients(['tarn'], recordedFaults().faults, attach);
  const before = Object.getOwnPropertyDescriptor(Pool.prototype, 'acquire');
  const { acquire } = Pool.prototype;
  Pool.prototype.acquire = function () {
    return Reflect.apply(acquire, this, []);
  };
  const pool = () => new Pool({ create: async () => ({}), destroy: () => {}, min: 0, max: 1 });
  await pool().acquire().promise;
  expect(attach).toHaveBeenCalledTimes(1);
  hooks[Symbol.dispose]();
  await pool().acquire().promise;
  expect(attach).toHaveBeenCalledTimes(1);
  Object.defineProperty(Pool.prototype, 'acquire', before as PropertyDescriptor);
});

test('lets a pool work whose look fails', () => {
  class Pool {
    get max(): number {
      throw new Error('unreadable');
    }
    acquire(): string {
      return 'acquired';
    }
    release(): void {}
    check(): void {}
    numUsed(): void {}
    numFree(): void {}
    numPendingAcquires(): void {}
    numPendingValidations(): void {}
    numPendingCreates(): void {}
    _executeEventHandlers(): void {}
  }
  load('/app/node_modules/tarn/dist/Pool.js', { Pool });
  const { faults, said } = recordedFaults();
  const hooks = hookClients(['tarn'], faults, () => undefined);
  expect(new Pool().acquire()).toBe('acquired');
  expect(said).toEqual(['attaching to a pool failed: unreadable']);
  hooks[Symbol.dispose]();
});
