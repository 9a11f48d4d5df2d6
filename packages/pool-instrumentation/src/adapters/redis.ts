import type { PoolAdapter, PoolEvents, PoolGroup, PoolIdentity, PoolStats } from '../pool.ts';
import { addressOf } from './redis-pool.ts';
import { isWatchable, methodOf, overrideAll } from './watch/override.ts';
import { isBeginning } from './watch/redis-connections.ts';

/** The members of a client of node-redis that are read or watched. */
export interface RedisClientLike {
  /** The client itself; `createClient` and its options give out facades. */
  readonly _self: unknown;
  readonly _clientId: string;
  readonly isOpen: boolean;
  readonly isReady: boolean;
  connect(): unknown;
  close(): unknown;
  emit(event: string | symbol, ...args: unknown[]): boolean;
}

const METHODS = ['connect', 'duplicate', 'close', 'destroy'] as const;

/** Clients that were open once: one that was never opened has not ended. */
const opened = new WeakSet<RedisClientLike>();

/** Clients of `createClient` of `redis` 5.12 and later, each with its one connection that all commands share. */
export const redis: PoolAdapter<RedisClientLike> = {
  methods: METHODS,
  closes: ['error', 'shutdown'],
  matches,
  behind: (facade) => (isBeginning() ? null : clientBehind(facade)),
  identify,
  stats,
  watch,
  end: async (client) => (client.isOpen ? client.close() : undefined),
};

/** What `createClient` and the `with...` methods of a client give. */
export const redisFacade: PoolGroup<object> = {
  matches: (group): group is object => ![undefined, group].includes(clientBehind(group as object)),
  members(group, found) {
    found(clientBehind(group) as object);
    return { [Symbol.dispose]() {} };
  },
};

function clientBehind(facade: object): RedisClientLike | undefined {
  const client: unknown = Reflect.get(Object(facade), '_self');
  return matches(client) ? client : undefined;
}

function matches(client: unknown): client is RedisClientLike {
  const like = client as RedisClientLike | undefined | null;
  return (
    typeof like === 'object' &&
    like !== null &&
    Object.hasOwn(like, '_self') &&
    like._self === like &&
    isWatchable(like, 'connect') &&
    METHODS.every((method) => typeof Reflect.get(like, method) === 'function') &&
    typeof like._clientId === 'string' &&
    typeof like.isReady === 'boolean'
  );
}

function identify({ _clientId }: RedisClientLike): PoolIdentity {
  return { client: 'redis', system: 'redis', ...addressOf(_clientId) };
}

/** Nobody borrows the connection: while it stands it is used, and while it does not the client itself waits for it. */
function stats(client: RedisClientLike): PoolStats {
  const { isOpen, isReady } = client;
  if (isOpen) opened.add(client);
  return {
    used: isReady ? 1 : 0,
    idle: 0,
    pending: isOpen && !isReady ? 1 : 0,
    limit: 1,
    idleMax: undefined,
    idleMin: undefined,
    ended: !isOpen && opened.has(client),
  };
}

/** Watches by own properties of the client itself: it tells of its connection by events alone. */
function watch(client: RedisClientLike, events: PoolEvents): Disposable {
  const { emit } = client;
  const connect = methodOf(client, 'connect');
  let active = true;
  let standing = client.isReady;
  let since = 0;
  if (client.isOpen) opened.add(client);

  const lost = (reason: 'error' | 'shutdown'): void => {
    if (standing) events.closed(reason);
    standing = false;
  };
  const heard: Readonly<Record<string, (error?: unknown) => void>> = {
    reconnecting() {
      since = events.creating();
    },
    ready() {
      standing = true;
      events.created(since);
    },
    error(error) {
      if (client.isReady) return;
      lost('error');
      if (!client.isOpen) return;
      events.createFailed();
      if (isTimeout(error)) events.refused(true, error);
    },
    end: () => lost('shutdown'),
  };

  function watchedConnect(this: RedisClientLike, ...args: []): unknown {
    if (active) {
      opened.add(client);
      since = events.creating();
    }
    return connect.apply(this, args);
  }

  function watchedEmit(this: RedisClientLike, ...args: [string, ...unknown[]]): boolean {
    if (active && typeof args[0] === 'string' && Object.hasOwn(heard, args[0]))
      heard[args[0]]?.(args[1]);
    return emit.apply(this, args);
  }

  const overriding = overrideAll(client, {
    connect: watchedConnect,
    emit: watchedEmit,
  });
  return {
    [Symbol.dispose]() {
      active = false;
      overriding[Symbol.dispose]();
    },
  };
}

/** An error of node-redis has no name of its own, but its class has. */
function isTimeout(error: unknown): boolean {
  return (error as Error | undefined)?.constructor?.name === 'ConnectionTimeoutError';
}
