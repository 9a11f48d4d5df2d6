export type Callback = (this: unknown, error: unknown, connection: unknown) => unknown;

/** A connection of mysql2, as its pool keeps it. */
export interface ConnectionLike {
  /** Its pool, or `null` once it has been removed. */
  readonly _pool: unknown;
  /** What the server said when it let the connection in. */
  readonly _handshakePacket?: unknown;
  readonly _closing?: boolean;
  readonly lastActiveTime: number;
  readonly stream?: { readonly destroyed?: boolean; readonly readableEnded?: boolean };
  _released?: boolean;
  reset?(callback: (this: unknown, ...results: unknown[]) => unknown): unknown;
  ping(callback: (error?: unknown) => void): unknown;
  query(text: string, callback: (error?: unknown) => void): unknown;
  destroy(): unknown;
}

/** The ring of mysql2 3.16 and the deque before it. */
export interface Queue<T> {
  readonly length: number;
  get(index: number): T | undefined;
  shift(): T | undefined;
  unshift(item: T): unknown;
  removeOne(index: number): unknown;
}

/** The members of a pool of mysql2 3 that are read or watched: the one with callbacks, which stands below each promise pool. */
export interface Mysql2PoolLike {
  readonly config: {
    connectionLimit: number;
    readonly maxIdle: number;
    readonly idleTimeout: number;
    readonly resetOnRelease?: boolean;
    readonly connectionConfig: {
      readonly database?: unknown;
      readonly host?: unknown;
      readonly port?: unknown;
      readonly socketPath?: unknown;
    };
  };
  readonly _allConnections: Queue<ConnectionLike>;
  readonly _freeConnections: Queue<ConnectionLike>;
  readonly _connectionQueue: Queue<Callback>;
  readonly _closed: boolean;
  getConnection(callback: Callback): unknown;
  releaseConnection(connection: ConnectionLike): unknown;
  _removeConnection(connection: ConnectionLike): unknown;
  end(callback?: unknown): unknown;
}

export const METHODS = ['getConnection', 'releaseConnection', '_removeConnection', 'end'] as const;

export function isOpen({ _closing, stream }: ConnectionLike): boolean {
  return _closing !== true && stream?.destroyed !== true;
}

export function itemsOf<T>(queue: Queue<T>): T[] {
  return Array.from({ length: queue.length }, (_, index) => queue.get(index) as T);
}
