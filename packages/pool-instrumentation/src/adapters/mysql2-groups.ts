import type { PoolGroup } from '../pool.ts';
import { type LentConnection, lease, leaseOf, mysql2 } from './mysql2.ts';
import type { Mysql2PoolLike } from './mysql2-pool.ts';
import { watchNodes } from './watch/nodes.ts';

/** The pool with promises of mysql2, a facade that may be one of several. */
interface PromisePoolLike {
  readonly pool: Mysql2PoolLike;
  getConnection(): Promise<LentConnection>;
}

export const mysql2PromisePool: PoolGroup<PromisePoolLike> = {
  matches: (group): group is PromisePoolLike => mysql2.matches(memberOf(group, 'pool')),
  members(group, found) {
    found(group.pool);
    return { [Symbol.dispose]() {} };
  },
  lease: async (group) => leaseOf(await group.getConnection()),
};

interface Node {
  readonly pool: object;
}

/** A cluster of mysql2: a pool for each node. */
interface PoolClusterLike {
  readonly _nodes: Readonly<Record<string, Node>>;
  add(...args: unknown[]): unknown;
  getConnection: Mysql2PoolLike['getConnection'];
}

/** What the cluster calls a node that the application has given no name. */
const UNNAMED = /^CLUSTER::\d+$/;

export const mysql2Cluster: PoolGroup<PoolClusterLike> = {
  matches: (group): group is PoolClusterLike =>
    typeof memberOf(group, '_nodes') === 'object' &&
    typeof memberOf(group, '_removeNode') === 'function' &&
    typeof memberOf(group, 'add') === 'function' &&
    Object.isExtensible(group),
  members: (group, found) => watchNodes([group], () => poolsOf(group), UNNAMED, found),
  lease,
};

interface PromiseClusterLike {
  readonly poolCluster: PoolClusterLike;
  add(...args: unknown[]): unknown;
  getConnection(): Promise<LentConnection>;
}

/** Its `add` is not that of the cluster below it. */
export const mysql2PromiseCluster: PoolGroup<PromiseClusterLike> = {
  matches: (group): group is PromiseClusterLike =>
    mysql2Cluster.matches(memberOf(group, 'poolCluster')) &&
    typeof memberOf(group, 'add') === 'function' &&
    Object.isExtensible(group),
  members: (group, found) =>
    watchNodes([group, group.poolCluster], () => poolsOf(group.poolCluster), UNNAMED, found),
  lease: async (group) => leaseOf(await group.getConnection()),
};

function poolsOf({ _nodes }: PoolClusterLike): (readonly [string, object])[] {
  return Object.entries(_nodes).map(([id, { pool }]) => [id, pool]);
}

function memberOf(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}
