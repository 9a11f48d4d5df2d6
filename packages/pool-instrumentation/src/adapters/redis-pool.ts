import type {
  PoolAdapter,
  PoolEvents,
  PoolGroup,
  PoolIdentity,
  PoolLease,
  PoolStats,
} from '../pool.ts';
import { isWatchable, methodOf, overrideAll } from './watch/override.ts';
import { type Connections, followConnections } from './watch/redis-connections.ts';
import { isTimeout } from './watch/timeout.ts';

type Task = (client: RedisMember) => unknown;

interface RedisMember {
  readonly _clientId: string;
}

/** The members of a pool of node-redis that are read or watched. */
export interface RedisPoolLike {
  /** The pool itself; `createClientPool` and its options give out facades. */
  readonly _self: unknown;
  readonly identity: { readonly id: string };
  readonly idleClients: number;
  readonly clientsInUse: number;
  readonly totalClients: number;
  readonly tasksQueueLength: number;
  readonly isOpen: boolean;
  readonly isClosing: boolean;
  execute(task: Task): Promise<unknown>;
  connect(): unknown;
  close(): unknown;
  destroy(): unknown;
  emit(event: string | symbol, ...args: unknown[]): boolean;
}

const METHODS = ['execute', 'connect', 'close', 'destroy'] as const;

/** What a watched pool does not tell. */
interface Known {
  readonly connections: Connections;
  readonly inUse: Set<RedisMember>;
  opened: boolean;
  minimum: number | undefined;
  maximum: number | undefined;
}

const known = new WeakMap<RedisPoolLike, Known>();

/** Pools of `createClientPool` of `redis` 5.12 and later. */
export const redisPool: PoolAdapter<RedisPoolLike> = {
  methods: METHODS,
  closes: ['idle_timeout', 'error', 'shutdown'],
  countsByWatching: true,
  matches,
  behind: poolBehind,
  identify,
  stats,
  watch,
  lease,
  end: async (pool) => (pool.isOpen ? pool.close() : undefined),
};

/** What `createClientPool` and the `with...` methods of a pool give. */
export const redisPoolFacade: PoolGroup<object> = {
  matches: (group): group is object => ![undefined, group].includes(poolBehind(group as object)),
  members(group, found) {
    found(poolBehind(group) as object);
    return { [Symbol.dispose]() {} };
  },
  lease: (group) => lease(poolBehind(group) as RedisPoolLike),
};

function poolBehind(facade: object): RedisPoolLike | undefined {
  const pool: unknown = Reflect.get(Object(facade), '_self');
  return matches(pool) ? pool : undefined;
}

function matches(pool: unknown): pool is RedisPoolLike {
  const like = pool as RedisPoolLike | undefined | null;
  return (
    typeof like === 'object' &&
    like !== null &&
    Object.hasOwn(like, '_self') &&
    like._self === like &&
    isWatchable(like, 'execute') &&
    METHODS.every((method) => typeof Reflect.get(like, method) === 'function') &&
    typeof like.identity?.id === 'string' &&
    typeof like.clientsInUse === 'number' &&
    typeof like.tasksQueueLength === 'number'
  );
}

function identify({ identity }: RedisPoolLike): PoolIdentity {
  return { client: 'redis', system: 'redis', ...addressOf(identity.id) };
}

/**
 * What the options say, as it stands in the id that node-redis makes of them: `unknown` where they do not. Database 0 is that
 * of everybody.
 */
export function addressOf(id: string): Partial<PoolIdentity> {
  const parts = /^(.+):(\d+|unknown)\/(\d+|unknown)-/.exec(id) ?? [];
  const [, host = 'unknown', port = 'unknown', database = 'unknown'] = parts;
  const given = [host, port].some((each) => each !== 'unknown');
  const name = host === 'unknown' ? 'localhost' : host;
  const address = name.includes(':') ? `[${name}]` : name;
  return {
    ...(Number(database) > 0 && { namespace: database }),
    ...(given && { server: port === 'unknown' ? `${address}:6379` : `${address}:${port}` }),
  };
}

/** A client that connects counts for the pool as one in use, and one that has lost its connection as before. */
function stats(pool: RedisPoolLike): PoolStats {
  const { connections, inUse, opened, minimum, maximum } = known.get(pool) ?? {};
  const lost = connections?.lost ?? new Set();
  const lostInUse = [...(inUse ?? [])].filter(({ _clientId }) => lost.has(_clientId)).length;
  const idle = Math.max(0, pool.idleClients - (lost.size - lostInUse));
  const used = Math.max(0, pool.clientsInUse - (connections?.connecting ?? 0));
  return {
    used,
    idle,
    pending: pool.tasksQueueLength,
    limit: maximum,
    idleMax: maximum,
    idleMin: minimum,
    ended: opened === true && !pool.isOpen,
    unreachable: pool.isOpen && lost.size > 0 && idle === 0 && used === lostInUse,
  };
}

/** A task that lasts until its client is given back. The pool has no way to close one: it connects again by itself. */
function lease(pool: RedisPoolLike): Promise<PoolLease> {
  return new Promise((resolve, reject) => {
    const task = (connection: RedisMember): Promise<void> =>
      new Promise((end) => {
        resolve({ connection, release: end, destroy: end });
      });
    pool.execute(task).catch(reject);
  });
}

/**
 * Watches by own properties of the pool itself, so that every facade is seen, and by the channels by which its clients
 * tell of their connections. Its limits are private: the least that it keeps shows when it connects, and the most when
 * a request has to wait and no client is made for it.
 */
function watch(pool: RedisPoolLike, events: PoolEvents): Disposable {
  const { destroy, emit } = pool;
  const execute = methodOf(pool, 'execute');
  const connect = methodOf(pool, 'connect');
  const inUse = new Set<RedisMember>();
  let active = true;
  let destroying = false;
  const connections = followConnections({
    opened: (seconds) => active && events.created(events.creating() - seconds),
    closed(lost) {
      if (!active) return;
      const ending = destroying || pool.isClosing || !pool.isOpen;
      events.closed(lost ? 'error' : ending ? 'shutdown' : 'idle_timeout');
    },
  });
  const own: Known = {
    connections,
    inUse,
    opened: pool.isOpen,
    minimum: undefined,
    maximum: undefined,
  };
  known.set(pool, own);

  function watchedExecute(this: RedisPoolLike, task: Task): Promise<unknown> {
    if (!active) return execute.call(this, task);
    const refused = pool.isClosing || !pool.isOpen;
    const request = events.requested(watchedExecute);
    let begun = false;
    const before = connections.connecting;
    const promise = connections.begin(() =>
      execute.call(this, (client) => {
        begun = true;
        inUse.add(client);
        events.granted(request, client);
        return giveBack(client, () => task(client));
      }),
    );
    if (begun) return promise;
    if (refused) events.refused(false);
    if (refused) return promise;
    if (connections.connecting === before) own.maximum = pool.totalClients;
    return promise.catch((error: unknown) => {
      if (!begun) events.refused(isTimeout(error), error);
      throw error;
    });
  }

  const giveBack = (client: RedisMember, run: () => unknown): unknown => {
    const returned = (): void => {
      inUse.delete(client);
      if (active) events.returned(client);
    };
    let result: unknown;
    try {
      result = run();
    } catch (error) {
      returned();
      throw error;
    }
    if (result instanceof Promise) result.then(returned, returned);
    else returned();
    return result;
  };

  function watchedConnect(this: RedisPoolLike, ...args: []): unknown {
    if (!active) return connect.apply(this, args);
    const first = !pool.isOpen;
    const before = connections.connecting;
    const result = connections.begin(() => connect.apply(this, args));
    own.opened = true;
    if (first) own.minimum = connections.connecting - before;
    return result;
  }

  function watchedDestroy(this: RedisPoolLike, ...args: []): unknown {
    destroying = true;
    try {
      return destroy.apply(this, args);
    } finally {
      destroying = false;
    }
  }

  function watchedEmit(this: RedisPoolLike, ...args: [string, ...unknown[]]): boolean {
    if (active && args[0] === 'error') events.createFailed();
    return emit.apply(this, args);
  }

  const overriding = overrideAll(pool, {
    execute: watchedExecute,
    connect: watchedConnect,
    destroy: watchedDestroy,
    emit: watchedEmit,
  });
  return {
    [Symbol.dispose]() {
      active = false;
      known.delete(pool);
      overriding[Symbol.dispose]();
      connections[Symbol.dispose]();
    },
  };
}
