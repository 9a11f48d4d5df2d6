import type { KnownIdentity, PoolGroup } from '../pool.ts';
import { readDatabaseOptions } from '../read/database-options.ts';
import { tarn } from './tarn.ts';
import { override } from './watch/override.ts';

/** The members of a pool of mssql that are read or watched. */
interface MssqlPoolLike {
  /** A pool of tarn while it is connected. */
  readonly pool?: unknown;
  readonly config: {
    readonly server?: unknown;
    readonly port?: unknown;
    readonly database?: unknown;
  };
  close(): Promise<unknown>;
  acquire(requester: object): Promise<unknown>;
  release(connection: unknown): unknown;
  _connect(...args: unknown[]): unknown;
  _close(...args: unknown[]): unknown;
}

const METHODS = ['acquire', 'release', '_connect', '_close'] as const;

/** Pools of `mssql` 10 to 12: each time that one connects it makes a pool of tarn. */
export const mssql: PoolGroup<MssqlPoolLike> = {
  matches(group): group is MssqlPoolLike {
    const like = group as MssqlPoolLike | undefined | null;
    return (
      typeof like === 'object' &&
      like !== null &&
      Object.isExtensible(like) &&
      METHODS.every((method) => typeof like[method] === 'function') &&
      typeof like.config === 'object'
    );
  },
  end: (group) => group.close(),
  members(group, found) {
    const { acquire } = group;
    let known: unknown;
    let active = true;
    const look = (): void => {
      const { pool } = group;
      if (!active || pool === known || !tarn.matches(pool)) return;
      known = pool;
      found(pool, undefined, identify(group));
    };
    const asking = override(group, 'acquire', function (this: unknown, ...args: never[]) {
      look();
      return Reflect.apply(acquire, this, args);
    });
    look();
    return {
      [Symbol.dispose]() {
        active = false;
        asking[Symbol.dispose]();
      },
    };
  },
};

function identify({ config }: MssqlPoolLike): KnownIdentity {
  const { server, port, database } = config;
  return {
    system: 'microsoft.sql_server',
    ...readDatabaseOptions({ host: server, port, database }),
  };
}
