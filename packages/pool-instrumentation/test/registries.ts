import { createPool as createGenericPool, type Pool as GenericPool } from 'generic-pool';
import { afterEach } from 'vitest';
import { createPool } from '../src/generic/create-pool.ts';
import type { ResourcePool } from '../src/generic/resource-pool.ts';
import {
  createPoolRegistry as makeRegistry,
  type PoolRegistry,
  type PoolRegistryOptions,
} from '../src/pool-registry.ts';

const registries: PoolRegistry[] = [];

/** A registry that lets all its pools go after the test. */
export function createPoolRegistry(options?: PoolRegistryOptions): PoolRegistry {
  const registry = makeRegistry(options);
  registries.push(registry);
  return registry;
}

afterEach(() => {
  for (const registry of registries.splice(0))
    for (const name of Object.keys(registry.read())) registry.remove(name);
});

interface Server {
  readonly open: ReadonlySet<object>;
  /** The pools whose connections ended, in their order. */
  readonly ended: readonly string[];
  most(): number;
  own(name: string, minIdle?: number): ResourcePool<{ name: string }>;
  generic(name: string): GenericPool<{ name: string }>;
}

/** The connections that are open over all pools of one test, and the most there ever were. */
export function server(): Server {
  const open = new Set<object>();
  const ended: string[] = [];
  let most = 0;
  const factory = (name: string) => ({
    async create() {
      const connection = { name };
      open.add(connection);
      most = Math.max(most, open.size);
      return connection;
    },
    async destroy(connection: { name: string }) {
      open.delete(connection);
      ended.push(name);
    },
  });
  return {
    open,
    ended,
    most: () => most,
    own: (name: string, minIdle = 0) => createPool(factory(name), { max: 4, minIdle }),
    generic: (name: string) => createGenericPool(factory(name), { max: 4 }),
  };
}
