import type {
  CloseReason,
  PoolAdapter,
  PoolEvents,
  PoolGroup,
  PoolIdentity,
  PoolStats,
} from '../pool.ts';
import { serverAddress } from '../read/server-address.ts';
import { isWatchable, methodOf, override, overrideAll } from './watch/override.ts';

type Reply = (error: unknown, frame?: unknown) => unknown;

interface AmqpChannelLike {
  _rpc(method: unknown, fields: unknown, expect: unknown, reply: Reply): unknown;
}

/** The members of a connection of amqplib that are read or watched: its channels are the pool. */
export interface AmqpConnectionLike {
  /** By their numbers; the first is the connection itself, and `null` is a number that is free. */
  readonly channels: readonly ({ readonly channel: AmqpChannelLike } | null | undefined)[];
  readonly channelMax: number;
  readonly expectSocketClose: boolean;
  readonly stream: { readonly remoteAddress?: unknown; readonly remotePort?: unknown };
  close(closed: () => void): unknown;
  freshChannel(channel: AmqpChannelLike, options?: unknown): number;
  releaseChannel(channel: number): unknown;
  sendMethod(channel: number, method: number, fields: { readonly replyCode?: number }): unknown;
  toClosed(stack: unknown, error?: unknown): unknown;
}

const METHODS = ['freshChannel', 'releaseChannel', 'sendMethod', 'toClosed'] as const;

/** `channel.close` and its reply code for success: https://www.rabbitmq.com/amqp-0-9-1-reference#channel.close */
const CHANNEL_CLOSE = (20 << 16) | 40;
const SUCCESS = 200;

/** Channels that wait for the server to open them, as far as they were asked for while their connection was watched. */
const opening = new WeakMap<AmqpConnectionLike, Set<AmqpChannelLike>>();

/** The channels of a connection of `amqplib` 0.10 to 2. */
export const amqplib: PoolAdapter<AmqpConnectionLike> = {
  methods: METHODS,
  closes: ['error', 'shutdown'],
  countsByWatching: true,
  matches,
  identify,
  stats,
  watch,
  end: async (connection) =>
    connection.expectSocketClose
      ? undefined
      : new Promise<void>((resolve) => connection.close(() => resolve())),
};

/** What `connect` gives, with promises or callbacks. */
export const amqplibModel: PoolGroup<{ readonly connection: object }> = {
  matches: (group): group is { readonly connection: object } =>
    matches((group as { connection?: unknown } | undefined | null)?.connection),
  members(model, found) {
    found(model.connection);
    return { [Symbol.dispose]() {} };
  },
};

function matches(connection: unknown): connection is AmqpConnectionLike {
  const like = connection as AmqpConnectionLike | undefined | null;
  return (
    typeof like === 'object' &&
    like !== null &&
    isWatchable(like, 'freshChannel') &&
    METHODS.every((method) => typeof Reflect.get(like, method) === 'function') &&
    Array.isArray(like.channels)
  );
}

function identify({ stream }: AmqpConnectionLike): PoolIdentity {
  const server = serverAddress(stream.remoteAddress, stream.remotePort);
  return { client: 'amqplib', system: 'rabbitmq', ...(server && { server }) };
}

function stats(connection: AmqpConnectionLike): PoolStats {
  const open = connection.channels.filter((each, number) => each && number > 0).length;
  const pending = opening.get(connection)?.size ?? 0;
  return {
    used: open - pending,
    idle: 0,
    pending,
    limit: connection.channelMax,
    idleMax: undefined,
    idleMin: undefined,
    ended: connection.expectSocketClose && open === 0,
  };
}

/** Watches by own properties of the connection, and of a channel until it asks the server to open it. */
function watch(connection: AmqpConnectionLike, events: PoolEvents): Disposable {
  const { releaseChannel, sendMethod, toClosed } = connection;
  const freshChannel = methodOf(connection, 'freshChannel');
  const waiting = new Set<AmqpChannelLike>();
  opening.set(connection, waiting);
  const closing = new Set<number>();
  let active = true;
  let end: CloseReason = 'error';

  const settled = (channel: AmqpChannelLike): boolean => waiting.delete(channel) && active;
  const watchOpening = (channel: AmqpChannelLike): void => {
    const { _rpc } = channel;
    const since = events.creating();
    waiting.add(channel);
    const watched = override(
      channel,
      '_rpc',
      function (
        this: AmqpChannelLike,
        ...[method, fields, expect, reply]: Parameters<AmqpChannelLike['_rpc']>
      ): unknown {
        watched[Symbol.dispose]();
        return _rpc.call(this, method, fields, expect, (...answer) => {
          if (settled(channel)) answer[0] ? events.createFailed() : events.created(since);
          return reply(...answer);
        });
      },
    );
  };

  function watchedFresh(
    this: AmqpConnectionLike,
    ...args: Parameters<AmqpConnectionLike['freshChannel']>
  ): number {
    const number = freshChannel.apply(this, args);
    if (active) watchOpening(args[0]);
    return number;
  }

  function watchedRelease(this: AmqpConnectionLike, number: number): unknown {
    const channel = this.channels[number]?.channel;
    const opened = channel !== undefined && !waiting.delete(channel);
    if (active && opened) events.closed(closing.delete(number) ? 'shutdown' : end);
    return releaseChannel.call(this, number);
  }

  function watchedSend(
    this: AmqpConnectionLike,
    ...args: Parameters<AmqpConnectionLike['sendMethod']>
  ): unknown {
    if (args[1] === CHANNEL_CLOSE && args[2].replyCode === SUCCESS) closing.add(args[0]);
    return sendMethod.apply(this, args);
  }

  function watchedClosed(this: AmqpConnectionLike, ...args: [unknown, unknown]): unknown {
    end = args[1] ? 'error' : 'shutdown';
    return toClosed.apply(this, args);
  }

  const overriding = overrideAll(connection, {
    freshChannel: watchedFresh,
    releaseChannel: watchedRelease,
    sendMethod: watchedSend,
    toClosed: watchedClosed,
  });
  return {
    [Symbol.dispose]() {
      active = false;
      opening.delete(connection);
      overriding[Symbol.dispose]();
    },
  };
}
