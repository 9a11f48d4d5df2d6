import { type ChannelListener, channel } from 'node:diagnostics_channel';

/** Told of the connections of one pool of node-redis. */
export interface ConnectionSink {
  /** A connection stands `seconds` after it was begun. */
  opened(seconds: number): void;
  /** A connection is gone that stood: lost, or closed by the application. */
  closed(lost: boolean): void;
}

/** The connections of the clients of one pool of node-redis, whose clients are its own secret. */
export interface Connections extends Disposable {
  /** Runs `call`: the clients that begin to connect before it returns are of this pool. */
  begin<T>(call: () => T): T;
  /** Clients that are being connected for the first time. */
  readonly connecting: number;
  /** Clients that have lost their connection, and may be at work to get another. */
  readonly lost: ReadonlySet<string>;
}

type Message = {
  readonly clientId: string;
  readonly createTimeMs: number;
  readonly reason: string;
};

/** The pool whose call is on the stack. */
let beginning: Followed | undefined;

/** Whether what connects now belongs to a pool. */
export function isBeginning(): boolean {
  return beginning !== undefined;
}

/** The part that channels may reach: they hold it weakly, or no pool would ever be collected. */
class Followed {
  readonly clients = new Set<string>();
  readonly connecting = new Set<object>();
  readonly standing = new Set<string>();
  readonly lost = new Set<string>();
  readonly sink: ConnectionSink;

  constructor(sink: ConnectionSink) {
    this.sink = sink;
  }

  readonly heard: Readonly<Record<string, (message: Message) => void>> = {
    'tracing:node-redis:connect:start': (message) => {
      if (beginning !== this) return;
      this.clients.add(message.clientId);
      this.connecting.add(message);
    },
    'tracing:node-redis:connect:asyncEnd': (message) => {
      this.connecting.delete(message);
    },
    'node-redis:connection:ready': ({ clientId, createTimeMs }) => {
      if (!this.clients.has(clientId)) return;
      this.standing.add(clientId);
      this.lost.delete(clientId);
      this.sink.opened(createTimeMs / 1000);
    },
    'node-redis:connection:closed': ({ clientId, reason }) => {
      if (!this.clients.has(clientId)) return;
      const stood = this.standing.delete(clientId);
      if (reason === 'error') this.lost.add(clientId);
      else {
        this.clients.delete(clientId);
        this.lost.delete(clientId);
      }
      if (stood) this.sink.closed(reason === 'error');
    },
  };
}

/** Follows the connections of a pool by the diagnostics channels of node-redis 5.12 and later. */
export function followConnections(sink: ConnectionSink): Connections {
  const followed = new Followed(sink);
  const unsubscribe = Object.keys(followed.heard).map((name) =>
    subscribe(name, new WeakRef(followed)),
  );
  return {
    begin(call) {
      const outer = beginning;
      beginning = followed;
      try {
        return call();
      } finally {
        beginning = outer;
      }
    },
    get connecting() {
      return followed.connecting.size;
    },
    lost: followed.lost,
    [Symbol.dispose]() {
      for (const each of unsubscribe) each();
    },
  };
}

function subscribe(name: string, ref: WeakRef<Followed>): () => void {
  const source = channel(name);
  const listener: ChannelListener = (message) => {
    const followed = ref.deref();
    if (followed) followed.heard[name]?.(message as Message);
    else source.unsubscribe(listener);
  };
  source.subscribe(listener);
  return () => void source.unsubscribe(listener);
}
