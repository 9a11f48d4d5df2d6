import type { PoolGroup } from '../pool.ts';
import { lease, type MariadbPoolLike } from './mariadb.ts';
import { watchNodes } from './watch/nodes.ts';

/** A cluster of mariadb 3, of promises or of callbacks: a pool for each node. */
interface ClusterLike {
  /** Where the client's own tests see its nodes. */
  readonly __tests: { getNodes(): Readonly<Record<string, MariadbPoolLike>> | null };
  add(...args: unknown[]): unknown;
  getConnection: MariadbPoolLike['getConnection'];
}

/** What the cluster calls a node that the application has given no name. */
const UNNAMED = /^PoolNode-\d+$/;

export const mariadbCluster: PoolGroup<ClusterLike> = {
  matches(group): group is ClusterLike {
    const like = group as ClusterLike | undefined | null;
    return (
      typeof like === 'object' &&
      like !== null &&
      Object.isExtensible(like) &&
      typeof like.add === 'function' &&
      typeof like.getConnection === 'function' &&
      typeof like.__tests?.getNodes === 'function'
    );
  },
  members: (group, found) =>
    watchNodes([group], () => Object.entries(group.__tests.getNodes() ?? {}), UNNAMED, found),
  lease,
};
