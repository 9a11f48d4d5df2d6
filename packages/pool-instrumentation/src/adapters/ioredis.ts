import type {
  CloseReason,
  IdleConnection,
  PoolAdapter,
  PoolEvents,
  PoolGroup,
  PoolIdentity,
  PoolStats,
} from '../pool.ts';
import { serverAddress } from '../read/server-address.ts';
import { isWatchable, override, overrideAll } from './watch/override.ts';

/** The members of a client of ioredis that are read or watched. */
export interface IoredisLike {
  readonly status?: string;
  readonly options: {
    readonly host?: unknown;
    readonly port?: unknown;
    readonly path?: unknown;
    readonly db?: unknown;
    readonly sentinels?: unknown;
    readonly retryStrategy?: unknown;
  };
  readonly offlineQueue: { readonly length: number };
  readonly commandQueue: { readonly length: number };
  readonly manuallyClosing: boolean;
  disconnect(reconnect?: boolean): unknown;
  quit(): Promise<unknown>;
  ping(): Promise<unknown>;
  connect(...args: unknown[]): unknown;
  setStatus(status: string, ...args: unknown[]): unknown;
  silentEmit(event: string, ...args: unknown[]): unknown;
}

/** The members of a cluster of ioredis that are read or watched. */
interface IoredisClusterLike {
  readonly isCluster: boolean;
  readonly connectionPool: { readonly nodes: { readonly all: Readonly<Record<string, object>> } };
  emit(event: string | symbol, ...args: unknown[]): boolean;
  quit(): Promise<unknown>;
}

const METHODS = ['connect', 'disconnect', 'setStatus', 'silentEmit'] as const;

/** What a client is in while commands can go over its connection, and while it waits to make another. */
const CONNECTED = ['ready', 'monitoring'];
const AWAY = ['close', 'reconnecting'];

/** Clients of `ioredis` 5 and 6, each with its one connection that all commands share. */
export const ioredis: PoolAdapter<IoredisLike> = {
  methods: METHODS,
  closes: ['error', 'shutdown'],
  matches,
  identify,
  stats,
  watch,
  takeIdle,
  ping: (connection) => (connection as IoredisLike).ping(),
  async end(client) {
    if (client.manuallyClosing) return;
    await (CONNECTED.includes(client.status ?? '') ? client.quit() : client.disconnect());
  },
};

/** `Cluster`: a client for each node, which come and go with what the cluster says of itself. */
export const ioredisCluster: PoolGroup<IoredisClusterLike> = {
  matches(group): group is IoredisClusterLike {
    const like = group as IoredisClusterLike | undefined | null;
    return (
      typeof like === 'object' &&
      like !== null &&
      like.isCluster === true &&
      isWatchable(like, 'emit') &&
      typeof like.connectionPool?.nodes?.all === 'object'
    );
  },
  end: (cluster) => cluster.quit(),
  members(cluster, found) {
    const { emit } = cluster;
    const known = new WeakSet<object>();
    let active = true;
    const look = (): void => {
      for (const node of Object.values(cluster.connectionPool.nodes.all)) {
        if (known.has(node)) continue;
        known.add(node);
        found(node);
      }
    };
    function watchedEmit(this: IoredisClusterLike, ...args: [string]): boolean {
      if (active) look();
      return emit.apply(this, args);
    }
    const overridden = override(cluster, 'emit', watchedEmit);
    look();
    return {
      [Symbol.dispose]() {
        active = false;
        overridden[Symbol.dispose]();
      },
    };
  },
};

function matches(client: unknown): client is IoredisLike {
  const like = client as IoredisLike | undefined | null;
  return (
    typeof like === 'object' &&
    like !== null &&
    isWatchable(like, 'setStatus') &&
    METHODS.every((method) => typeof Reflect.get(like, method) === 'function') &&
    typeof like.options === 'object' &&
    typeof like.offlineQueue?.length === 'number'
  );
}

/** Database 0 is that of everybody; the server behind a socket of the file system or a sentinel is not known. */
function identify({ options }: IoredisLike): PoolIdentity {
  const { host, port, path, db, sentinels } = options;
  const server = path || sentinels ? undefined : serverAddress(host, port);
  return {
    client: 'ioredis',
    system: 'redis',
    ...(Number(db) > 0 && { namespace: String(db) }),
    ...(server && { server }),
  };
}

/** Nobody borrows the connection: while it stands it is used, and commands wait for it while it does not. */
function stats({ status = '', offlineQueue }: IoredisLike): PoolStats {
  return {
    used: CONNECTED.includes(status) ? 1 : 0,
    idle: 0,
    pending: offlineQueue.length,
    limit: 1,
    idleMax: undefined,
    idleMin: undefined,
    ended: status === 'end',
    unreachable: AWAY.includes(status),
  };
}

/** Why we close the connection that a client has now. */
const closing = new WeakMap<IoredisLike, CloseReason>();

/**
 * The one connection stays where it is: it is idle while no command is under way. One that is closed is made again by
 * the client, where it does so at all.
 */
function takeIdle(
  client: IoredisLike,
  skip: (connection: unknown) => boolean,
): IdleConnection | undefined {
  const { status, commandQueue, options } = client;
  const lasts = typeof options.retryStrategy === 'function';
  if (status !== 'ready' || commandQueue.length > 0 || !lasts || skip(client)) return undefined;
  return {
    connection: client,
    putBack() {},
    close(reason) {
      if (client.status !== 'ready') return;
      closing.set(client, reason);
      client.disconnect(true);
    },
  };
}

/** Watches by own properties of the client: the one method by which its status changes, and that by which it tells errors. */
function watch(client: IoredisLike, events: PoolEvents): Disposable {
  const { setStatus, silentEmit } = client;
  let active = true;
  let standing = CONNECTED.includes(client.status ?? '');
  let since = events.creating();

  const turned: Readonly<Record<string, () => void>> = {
    connecting() {
      since = events.creating();
    },
    ready() {
      standing = true;
      events.created(since);
    },
    close() {
      const otherwise = client.manuallyClosing ? 'shutdown' : 'error';
      if (standing) events.closed(closing.get(client) ?? otherwise);
      closing.delete(client);
      if (!client.manuallyClosing) events.createFailed();
      standing = false;
    },
  };

  function watchedStatus(this: IoredisLike, ...args: [string]): unknown {
    if (active && Object.hasOwn(turned, args[0])) turned[args[0]]?.();
    return setStatus.apply(this, args);
  }

  function watchedError(this: IoredisLike, ...args: [string, NodeJS.ErrnoException?]): unknown {
    const [event, error] = args;
    const late = error?.code === 'ETIMEDOUT' && error.syscall === 'connect';
    if (active && event === 'error' && late) events.refused(true, error);
    return silentEmit.apply(this, args);
  }

  const overriding = overrideAll(client, {
    setStatus: watchedStatus,
    silentEmit: watchedError,
  });
  return {
    [Symbol.dispose]() {
      active = false;
      overriding[Symbol.dispose]();
    },
  };
}
