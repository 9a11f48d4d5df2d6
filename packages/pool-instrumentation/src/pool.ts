import type { Context } from '@opentelemetry/api';

/** What can be asked of a pool: read from the pool itself at every collection, so that it cannot drift. */
export interface PoolStats {
  /** Open connections that are lent out. */
  readonly used: number;
  /** Open connections that wait for a borrower. */
  readonly idle: number;
  /** Whether the client keeps to itself how many are idle; `idle` is then 0 and not reported. */
  readonly idleUnknown?: boolean;
  /** Requests that wait for a connection, be it a free one or a new one. */
  readonly pending: number;
  /** The most connections that may be open; `undefined` where there is no limit, or none that can be known. */
  readonly limit: number | undefined;
  /** The most idle connections that are kept; `undefined` as in `limit`. */
  readonly idleMax: number | undefined;
  /** The idle connections that are kept even when nobody asks for one; `undefined` as in `limit`. */
  readonly idleMin: number | undefined;
  /** Whether the client knows by itself that its server cannot be reached now. */
  readonly unreachable?: boolean;
  /** Whether the pool is closed and empty: it lends nothing any more. */
  readonly ended: boolean;
}

/** Why a pooled connection was closed. */
export type CloseReason =
  | 'idle_timeout'
  | 'max_lifetime'
  | 'max_uses'
  | 'error'
  | 'health_check'
  | 'leak'
  | 'pressure'
  | 'shutdown';

/** One request for a connection, from the call until the connection comes back. */
export interface PoolRequest {
  /** When the wait or, once it is granted, the use began; monotonic seconds. */
  since: number;
  /** Where the request was made, for its trace id. */
  readonly context: Context | undefined;
  /** Holds the stack of the call where it was captured. */
  readonly site: Error | undefined;
  /** Its number in the trace of the pool, once it is granted. */
  use: number;
  /** Whether the use was reported as a suspected leak. */
  leaked: boolean;
  /** What the connection was in the midst of when that was reported. */
  transaction?: TransactionStatus | undefined;
  /** Whether the connection was taken back from its holder. */
  reclaimed?: boolean;
}

/** What happens in a pool. No call throws. */
export interface PoolEvents {
  /** A connection is asked for; the stack of the caller begins below `entry`. */
  requested(entry: (...args: never) => unknown): PoolRequest;
  /** The request has its connection, `atOnce` where that is within the call that made it: then it did not wait at all. */
  granted(request: PoolRequest, connection: unknown, atOnce?: boolean): void;
  /**
   * The request failed, `timeout` because no connection came in time; `error` is what its caller is about to get, and
   * `counted` says that the pool still counts it among those that wait.
   */
  refused(timeout: boolean, error?: unknown, counted?: boolean): void;
  /** A connection came back, or was thrown away by its borrower. */
  returned(connection: unknown): void;
  /** A new connection is being opened; gives the moment, monotonic seconds, to hand to `created`. */
  creating(): number;
  /** A connection is open; without `since` where its client tells nobody when it began. */
  created(since: number | undefined): void;
  createFailed(): void;
  closed(reason: CloseReason): void;
  /** The pool itself looked whether a connection is alive; `error` where it is not. */
  checked?(seconds: number, error?: unknown): void;
}

/** Whom a pool belongs to, as far as it may be told: never a user, a password or a whole DSN. */
export interface PoolIdentity {
  /** npm name of the client. */
  readonly client: string;
  /** The name that the application gave the pool itself. */
  readonly name?: string | undefined;
  /** `db.system.name` of semantic conventions. */
  readonly system?: string;
  /** `db.namespace`: the name of the database. */
  readonly namespace?: string;
  /** `server.address`, with `:server.port` where it is set. */
  readonly server?: string;
  /** What the pool is beside others of the same database, such as `read`. */
  readonly role?: string;
}

/** What is known of a pool by those who keep it. */
export type KnownIdentity = Omit<PoolIdentity, 'client'>;

/** Knows one client by a structural interface of the members that it reads: the client is never imported. */
export interface PoolAdapter<P extends object> {
  /** The methods by which the class of the pools is known. */
  readonly methods: readonly string[];
  /** Why its client closes connections by itself, as far as it tells; for nothing where it is absent. */
  readonly closes?: readonly CloseReason[];
  matches(pool: unknown): pool is P;
  identify(pool: P): PoolIdentity;
  stats(pool: P): PoolStats;
  /** Tells `events` what happens until it is disposed, which leaves the pool as it was. */
  watch(pool: P, events: PoolEvents): Disposable;
  /**
   * The pool behind an object that shares its class but is not the pool itself, where the client gives such out; `null` where
   * the object is only a part of another pool.
   */
  behind?(facade: object): P | null | undefined;
  /** Takes a connection out as the application does, with the client's own waits and errors. */
  lease?(pool: P): Promise<PoolLease>;
  /**
   * Sets how many connections may be open, serves those who wait, in their order, and closes idle connections beyond. What
   * is lent is left to its holder, and closed when it comes back to a pool that is watched, as long as there are too many.
   * Gives a promise where that takes time. Absent where the client cannot be resized while it runs.
   */
  resize?(pool: P, limit: number): unknown;
  /**
   * Takes an idle connection out at once, the one that is idle for the longest and that `skip` does not name; nobody is
   * told of a checkout. It counts as open while it is out.
   */
  takeIdle?(pool: P, skip: (connection: unknown) => boolean): IdleConnection | undefined;
  /** How to have a connection of `pool` answer a text; `undefined` where nobody knows. */
  query?(pool: P): Asking | undefined;
  /** Asks a connection in the words of its client whether it is alive. */
  ping?(connection: unknown): PromiseLike<unknown>;
  /** Whether it must be watched to be counted. */
  readonly countsByWatching?: true;
  /** Whether its client tells nobody, and shows nowhere, that it opens a connection. */
  readonly createsUnseen?: true;
  /** Has the pool close a connection that is lent; what its holder gives back later is passed by. */
  reclaim?(pool: P, connection: unknown): void;
  /** Ends the pool in the words of its client, after what is lent came back; nothing where that has begun. */
  end?(pool: P): PromiseLike<unknown>;
  /** Whether a transaction is open on a connection; `undefined` where its client does not know. */
  transaction?(connection: unknown): TransactionStatus | undefined;
}

/** Has a connection answer a text. */
export type Asking = (connection: unknown, text: string) => PromiseLike<unknown>;

/** What a connection is in the midst of: nothing, a transaction, or a transaction that has failed. */
export type TransactionStatus = 'none' | 'open' | 'failed';

/** An idle connection that was taken out of its pool; where the pool closed it meanwhile, neither way does anything. */
export interface IdleConnection {
  readonly connection: unknown;
  /** Puts it back as it was, for whoever waits by now. */
  putBack(): void;
  close(reason: CloseReason): void;
}

/** A connection that was taken out of its pool, with the two ways back; one of them is to be gone once. */
export interface PoolLease {
  readonly connection: unknown;
  /** Gives it back. */
  release(): unknown;
  /** Has the pool close it. */
  destroy(): unknown;
}

/** Knows an object that stands for pools, such as a facade of one or a cluster of many, by a structural interface. */
export interface PoolGroup<G extends object> {
  matches(group: unknown): group is G;
  /**
   * Tells `found` each pool of `group`, those that it has and, until it is disposed, those that it gets; `name` is
   * what the group calls the pool, `identity` what it knows of it. What is found may be a group itself.
   */
  members(
    group: G,
    found: (pool: object, name?: string, identity?: KnownIdentity) => void,
  ): Disposable;
  /** As those of an adapter. */
  lease?(group: G): Promise<PoolLease>;
  end?(group: G): PromiseLike<unknown>;
}
