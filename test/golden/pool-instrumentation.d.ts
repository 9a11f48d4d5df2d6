// index.d.ts
import { Context, MeterProvider } from "@opentelemetry/api";
/** What can be asked of a pool: read from the pool itself at every collection, so that it cannot drift. */
interface PoolStats {
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
type CloseReason = "idle_timeout" | "max_lifetime" | "max_uses" | "error" | "health_check" | "leak" | "pressure" | "shutdown";
/** One request for a connection, from the call until the connection comes back. */
interface PoolRequest {
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
interface PoolEvents {
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
interface PoolIdentity {
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
/** Knows one client by a structural interface of the members that it reads: the client is never imported. */
interface PoolAdapter<P extends object> {
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
type Asking = (connection: unknown, text: string) => PromiseLike<unknown>;
/** What a connection is in the midst of: nothing, a transaction, or a transaction that has failed. */
type TransactionStatus = "none" | "open" | "failed";
/** An idle connection that was taken out of its pool; where the pool closed it meanwhile, neither way does anything. */
interface IdleConnection {
  readonly connection: unknown;
  /** Puts it back as it was, for whoever waits by now. */
  putBack(): void;
  close(reason: CloseReason): void;
}
/** A connection that was taken out of its pool, with the two ways back; one of them is to be gone once. */
interface PoolLease {
  readonly connection: unknown;
  /** Gives it back. */
  release(): unknown;
  /** Has the pool close it. */
  destroy(): unknown;
}
/** What a pool is doing now, in connections or whatever it lends; whole numbers from 0. */
interface PoolCounts {
  /** Lent out. */
  readonly used: number;
  /** Open and free. */
  readonly idle: number;
  /** Requests that wait for one, be it free or new. */
  readonly pending: number;
  /** The most that may be open; leave out what the pool does not limit. */
  readonly limit?: number;
  /** The most that are kept while nobody asks. */
  readonly idleMax?: number;
  /** The least that are kept while nobody asks. */
  readonly idleMin?: number;
  /** Whether the pool is closed and empty; its series end at zero. */
  readonly ended?: boolean;
}
/**
 * A pool of a client that is not known, which says itself what it does: give it, or what stands for it, to
 * `observePool`. What it throws is one warning, and never reaches the application.
 */
interface PoolLike {
  /** What the pool is called where `observePool` is given no name. */
  readonly name?: string;
  /** Value of `db.system.name`, such as `postgresql`. */
  readonly system?: string;
  /** Asked at every collection, so that the numbers cannot drift. */
  counts(): PoolCounts;
  /**
   * Tells `events` of each request from now on, until what it returns is disposed: `requested`, then `granted` or
   * `refused`, then `returned`; and of connections `creating` and `created` or `createFailed`, then `closed`. Without
   * it the counts are all that is reported.
   */
  watch?(events: PoolEvents): Disposable;
}
/** How large a pool should be. */
interface SizeAdvice {
  /** The fewest connections with which the waits stay within their target, 1 to 1024. */
  readonly size: number;
  /** Connections in use in the mean: uses a second times their mean duration (Little, 1961). */
  readonly load: number;
  /**
   * How probable it is that the load is known to within one connection, 0 to 1: its standard error is
   * load x sqrt((1 + c2) / uses) for arrivals at random and uses of the squared coefficient of variation c2.
   */
  readonly confidence: number;
  /** How many uses it rests upon. */
  readonly uses: number;
  /** How long the last tenth of them held a connection in the mean, seconds. */
  readonly useSeconds: number;
}
/**
 * How large `pool`, or the pool that it stands for, should be for the last 8192 uses of it, so that 95 of 100 requests wait
 * no longer than its `waitTargetMillis`; `undefined` below 200 uses. It takes some milliseconds where the trace is full.
 * Throws a `TypeError` for a pool that is not observed, and for a group of several.
 */
declare function adviseSize(pool: object): SizeAdvice | undefined;
/** Says how hard the machine is pressed, as `createPressure` of `@plimsoll/otel-resources/pressure` does. */
interface PressureLevel {
  readonly overall: {
    readonly level: string;
  };
}
interface AutosizeOptions {
  /** The fewest connections, 1 to 1024; 1 by default. */
  readonly minSize?: number;
  /** The most connections, 1 to 1024; the limit that the pool has by default. */
  readonly maxSize?: number;
  /** How long a size stays at least, 1 s to one hour; one minute by default. */
  readonly coolDownMillis?: number;
  /** What the connections may take: never more than `budgetBytes / bytesPerConnection` of them. */
  readonly memory?: {
    readonly bytesPerConnection: number;
    readonly budgetBytes: number;
  };
  /**
   * What the server allows: never more than `maxConnections / clients` of them, `clients` being the processes that share it,
   * 1 by default.
   */
  readonly server?: {
    readonly maxConnections: number;
    readonly clients?: number;
  };
  /** No connection is added while its `overall.level` is not `nominal`. */
  readonly pressure?: PressureLevel;
}
/**
 * Gives an observed pool, or the one that `pool` stands for as a knex does, the fewest connections that keep its
 * `waitTargetMillis` for 95 of 100 requests, within the limits that are given and never fewer than it keeps idle. Each change
 * is told with the event `plimsoll.pool.resized`. What is lent is never taken away: beyond the size it is closed when it comes
 * back. Disposing gives the pool the limit that it had.
 * Throws a `TypeError` for a pool that is not observed, is sized already, or cannot be resized while it runs (use
 * `createGate` there), and a `TypeError` or `RangeError` for a wrong option.
 */
declare function autosize(pool: object, options?: AutosizeOptions): Disposable;
/** Time as every part gets it; tests hand in their own. */
interface Clock {
  /** Monotonic time in seconds. */
  now(): number;
  /** Wall time in milliseconds since the epoch. */
  epochMillis(): number;
  /** Calls `action` every `seconds` until disposed; never keeps the process alive. */
  every(seconds: number, action: () => void): Disposable;
  /** Calls `action` once after `seconds` unless disposed before; keeps the process alive only where `keepAlive` says so. */
  after(seconds: number, action: () => void, options?: {
    readonly keepAlive?: boolean;
  }): Disposable;
}
/** The one way in which a part reports that something went wrong after start. */
interface Faults {
  /** Warns through `diag`, once for each cause; `cause` names the part and what failed. */
  report(cause: string, error?: unknown): void;
  /** Says at debug level, once, that something is not to be had here. */
  absent(cause: string): void;
  /** Runs `action`; what it throws is reported under `cause`, and the answer is `undefined`. */
  guard<T>(cause: string, action: () => T): T | undefined;
}
/** How one option is checked, and what it is when it is not given. */
interface OptionRule<T> {
  /** What is expected, as it stands in the error: `an integer from 1 to 10`. */
  readonly expected: string;
  readonly fallback: T;
  /** Whether a value is of the right type. */
  readonly type: (value: unknown) => boolean;
  /** Whether a value of the right type is in range. */
  readonly range?: (value: never) => boolean;
  /** The part of a value that is out of range, where it has parts. */
  readonly amiss?: (value: never) => unknown;
  /** Reads the text of an environment variable; `undefined` where it cannot be set by one. */
  readonly parse?: (text: string) => unknown;
}
type OptionRules = Readonly<Record<string, OptionRule<unknown>>>;
/** The values that a set of rules yields. */
type OptionValues<R extends OptionRules> = { readonly [K in keyof R]: R[K] extends OptionRule<infer T> ? T : never; };
/** What holds between options that are right by themselves. */
interface Constraint<V> {
  /** The options that it is about; no two constraints have one in common. */
  readonly keys: readonly (keyof V)[];
  /** Throws a `TypeError` or `RangeError` where they contradict each other. */
  readonly check: (values: V) => void;
}
interface LoggerLike {
  emit(record: never): void;
  enabled?(options?: never): boolean;
}
/** The part of a `LoggerProvider` that is the same in `@opentelemetry/api` 1.10 and `@opentelemetry/api-logs`. */
interface LoggerProviderLike {
  getLogger(name: string, version?: string, options?: never): LoggerLike;
}
interface InstrumentationConfig {
  /** Whether it starts when it is constructed; `true` by default. */
  readonly enabled?: boolean;
}
/**
 * Numbers that can be changed while something runs on them. The interface is structural: whatever has it, of whichever
 * package, can be handed to whoever wants to change or to follow thresholds.
 */
interface Thresholds<V extends object> {
  /** As they are now. */
  readonly values: Readonly<V>;
  /**
   * Changes some at once; `undefined` gives one its default. Throws a `TypeError` for an unknown key or a wrong type and a
   * `RangeError` for a value out of range, as the constructor does, and then changes none.
   */
  set(changes: { readonly [K in keyof V]?: V[K] | undefined; }): void;
  /** Calls `listener` after each change, until the result is disposed or `signal` is aborted. */
  subscribe(listener: (values: Readonly<V>) => void, options?: {
    readonly signal?: AbortSignal;
  }): Disposable;
}
/** How idle connections are checked: by `query` or by `ping`, one of the two. */
interface HealthCheckOptions {
  /** What a connection is asked, as `select 1`. */
  readonly query?: string;
  /**
   * Asks a connection, which is dead where this throws or rejects; `true` asks as the client does, where it has a ping of
   * its own.
   */
  readonly ping?: true | ((connection: never) => unknown);
  /** How often each idle connection is checked, less up to a tenth at random; 1 s to one day, 30 seconds by default. */
  readonly intervalMillis?: number;
  /** How long an answer may take; 1 ms to one hour, 5 seconds by default. */
  readonly timeoutMillis?: number;
}
/** `auto`: samples, and every acquire of a pool that has held a connection too long. */
declare const CAPTURE_SITES: readonly ["auto", "always", "never"];
/** `all`, or what a pool says of itself. */
declare const MEASURES: readonly ["all", "counts"];
/** The clients whose pools are found by themselves. */
declare const CLIENTS: readonly ["pg", "generic-pool", "plimsoll", "mysql2", "mongodb", "tarn", "redis", "redis-pool", "ioredis", "sequelize-pool", "oracledb", "amqplib"];
/** Instrumentations of others whose metrics ours would double. */
declare const OTHERS: readonly ["instrumentation-pg", "instrumentation-mongodb", "instrumentation-oracledb", "node-redis"];
type PoolRules = {
  readonly leakThresholdMillis: OptionRule<number>;
  readonly captureSites: OptionRule<(typeof CAPTURE_SITES)[number]>;
  readonly measure: OptionRule<(typeof MEASURES)[number]>;
  readonly waitTargetMillis: OptionRule<number>;
  readonly explainTimeouts: OptionRule<boolean>;
  readonly healthCheck: OptionRule<HealthCheckOptions | undefined>;
  readonly reclaimAfterMillis: OptionRule<number | undefined>;
  readonly leaveTo: OptionRule<readonly (typeof OTHERS)[number][]>;
};
/** @internal The rules of the options of `PoolInstrumentation`, for those who read them from the environment. */
declare const OPTIONS: PoolRules & {
  readonly enabled: OptionRule<boolean>;
  readonly clients: OptionRule<readonly (typeof CLIENTS)[number][]>;
};
type Measured = Pick<OptionValues<PoolRules>, "measure" | "explainTimeouts" | "reclaimAfterMillis">;
/** @internal What holds between the options. */
declare const CONSTRAINTS: readonly Constraint<Measured>[];
/** Who else reports metrics of the names of ours. */
type Other = (typeof OTHERS)[number];
/** @internal Who else may report which metrics of the pools that are observed now, of those that are not left to them. */
declare function doubledMetrics(): Partial<Record<Other, readonly string[]>>;
/** What is told of a pool that let a request wait in vain. */
interface TimeoutFacts {
  readonly name: string;
  readonly stats: PoolStats;
  /** The connection that is lent for the longest, and where it was acquired, if that was captured. */
  readonly oldest: {
    readonly seconds: number;
    readonly site: Error | undefined;
  } | undefined;
}
/**
 * Why a request for a connection ran out of time: the `cause` of the client's own error where `explainTimeouts` is on. Its
 * stack is that of the acquire which holds a connection for the longest; its own `cause` is the one that the error had.
 */
declare class PoolTimeoutExplanation extends Error {
  override readonly name = "PoolTimeoutExplanation";
  /** Connections that were lent, and those that were idle; `undefined` where the client keeps that to itself. */
  readonly used: number;
  readonly idle: number | undefined;
  /** Requests that wait still, without the one that ran out of time. */
  readonly waiting: number;
  /** The most connections that may be open; `undefined` where none can be known. */
  readonly limit: number | undefined;
  /** For how long the oldest loan lasts; `undefined` where none is known. */
  readonly oldestSeconds: number | undefined;
  /** @internal */
  constructor({ name, stats, oldest }: TimeoutFacts, cause: unknown);
}
interface GateOptions {
  /** The most that may be inside at once, 1 to 1024. */
  readonly maxSize: number;
  /** The fewest that may be inside at once, 1 to 1024; 1 by default. */
  readonly minSize?: number;
  /** The wait that 95 of 100 are to keep, 1 ms to one minute; 10 ms by default. */
  readonly waitTargetMillis?: number;
  /** How long a size stays at least, 1 s to one hour; one minute by default. */
  readonly coolDownMillis?: number;
  /** No more are let in than before while its `overall.level` is not `nominal`. */
  readonly pressure?: PressureLevel;
  /** Time; the system's by default. */
  readonly clock?: Clock;
}
/** Lets so many in at once as keep the wait, for pools that cannot be resized while they run. */
interface Gate {
  /**
   * Runs `work` as soon as there is room, in the order of the calls; gives what it gives, throws what it throws, or the
   * reason of `signal` where that aborts the wait.
   */
  run<T>(work: () => T | PromiseLike<T>, options?: {
    signal?: AbortSignal;
  }): Promise<T>;
  /** How many may be inside. */
  readonly size: number;
  /** How many are. */
  readonly inside: number;
  /** How many wait. */
  readonly waiting: number;
}
/**
 * A semaphore whose size follows what goes through it: `gate.run(() => withClient(pool, work))` keeps a pool of any client at
 * the fewest connections that keep the wait, never more than `maxSize`, with which it begins.
 * Throws a `TypeError` or a `RangeError` for a wrong option.
 */
declare function createGate(options: GateOptions): Gate;
/** Who is served first, first to last. */
declare const PRIORITIES: readonly ["critical", "high", "normal", "low"];
type PoolPriority = (typeof PRIORITIES)[number];
interface AcquireOptions {
  /** Who is served first: `critical`, `high`, `normal` (default) or `low`. */
  readonly priority?: PoolPriority;
  /** Ends the wait with the reason of its abortion. */
  readonly signal?: AbortSignal | undefined;
  /** How long to wait instead of `acquireTimeoutMillis`, in milliseconds; 1 to one day. */
  readonly timeoutMillis?: number | undefined;
}
/** Makes, tests and ends what a pool lends. What it throws, now or later, never reaches the caller of `release`. */
interface ResourceFactory<T> {
  /** `signal` is aborted when the attempt has taken too long; what comes later all the same is destroyed. */
  create(signal: AbortSignal): T | PromiseLike<T>;
  destroy(resource: T): unknown;
  /** Whether a resource can still be used; one that cannot, or for which this throws, is destroyed. */
  validate?(resource: T, signal: AbortSignal): boolean | PromiseLike<boolean>;
}
/** A resource with its book-keeping. An object of its own, since a pool knows its loans by identity. */
interface Box<T> {
  readonly resource: T;
  /** When it is too old; monotonic seconds, as every time here. */
  readonly expiresAt: number;
  uses: number;
  /** Since when it is idle. */
  idleSince: number;
  /** When it was last known to work. */
  aliveAt: number;
  /** For how many seconds that is believed of an idle one. */
  checkAfter: number;
  /** Why it is closed, once it is. */
  reason: CloseReason | undefined;
}
/** Takes a box back, or closes it. */
type GiveBack<T> = (box: Box<T>, way: "release" | "destroy") => void;
/** A resource that is lent, until it is given back by the first of `release`, `destroy` and the end of `await using`. */
declare class Lease<T> implements AsyncDisposable {
  #private;
  /** @internal */
  constructor(box: Box<T>, giveBack: GiveBack<T>);
  /** The resource. Throws an `Error` once it was given back: somebody else may have it. */
  get resource(): T;
  /** Gives the resource back; nothing where that has happened. */
  release(): void;
  /** Gives the resource back to be destroyed, since it is broken; nothing where it was given back already. */
  destroy(): void;
  [Symbol.asyncDispose](): Promise<void>;
}
/**
 * The life of a pool: `created` until its first use or `start()`, `starting` while it warms up, `running`, `draining`
 * while it takes no more requests and waits for what is lent, and `closed`.
 */
type PoolLifecycleState = "created" | "starting" | "running" | "draining" | "closed";
/** How a pool of ours behaves. */
interface CreatePoolOptions {
  /** Value of `db.client.connection.pool.name` where the pool is observed. */
  readonly name?: string;
  /** The most resources at a time, those included that are being made or destroyed; 1 to 100000, 10 by default. */
  readonly max?: number;
  /** Idle resources that are kept ready, as far as `max` lets; 0 to `max`, none by default. */
  readonly minIdle?: number;
  /** The most requests that wait; one more is refused at once. 1 to 1000000, 10000 by default. */
  readonly maxWaiting?: number;
  /** How long a request waits; 30 seconds by default. */
  readonly acquireTimeoutMillis?: number;
  /** How long one attempt to create may take, after which its signal is aborted; 10 seconds by default. */
  readonly createTimeoutMillis?: number;
  /** How long a validation may take before it counts as failed; 5 seconds by default. */
  readonly validateTimeoutMillis?: number;
  /** How long a destruction holds its place; 10 seconds by default. */
  readonly destroyTimeoutMillis?: number;
  /** How long `start()` waits for the first resources; 30 seconds by default. */
  readonly startTimeoutMillis?: number;
  /** How long `close()` waits for what is lent; 10 seconds by default. */
  readonly drainTimeoutMillis?: number;
  /** The wait after a failure to create, doubled with each further one, at random from half to all of it; 10 ms by default. */
  readonly backoffMinMillis?: number;
  /** What that wait grows to; 5 seconds by default. */
  readonly backoffMaxMillis?: number;
  /** A resource that was found alive, or came back, less than this ago is lent without validation; 500 ms by default. */
  readonly validateAfterMillis?: number;
  /** An idle resource is validated after this time, less up to a tenth at random; 2 minutes by default, `Infinity` for never. */
  readonly keepaliveMillis?: number;
  /** A resource is replaced when it is as old as this, less up to 2.5 % at random; 30 minutes by default, `Infinity` for never. */
  readonly maxLifetimeMillis?: number;
  /** A resource is replaced when it was lent as often as this; `Infinity` by default. */
  readonly maxUses?: number;
  /** An idle resource that `minIdle` does not keep is closed after this; 10 minutes by default, `Infinity` for never. */
  readonly idleTimeoutMillis?: number;
  /** By how much a request of one priority may be overtaken by later ones of the next higher; 5 seconds by default. */
  readonly priorityAgingMillis?: number;
  /** Whether `start()` rejects where no resource can be created; `true` by default. */
  readonly failFast?: boolean;
  /** Whether a failure to create passes by itself; by default by its code, as `ECONNREFUSED` or SQLSTATE 57P03. */
  readonly isTransient?: (error: unknown) => boolean;
}
/** Options that were checked, with the defaults of those that were not given. */
type PoolSettings = Required<Omit<CreatePoolOptions, "name">> & {
  readonly name: string | undefined;
};
/** @internal Where a test puts its own. */
interface PoolSurroundings {
  readonly clock: Clock;
  readonly random: () => number;
  readonly faults?: Faults;
}
/** A pool of resources, made by `createPool`. */
declare class ResourcePool<T> implements AsyncDisposable {
  #private;
  readonly name: string | undefined;
  /** @internal */
  constructor(factory: ResourceFactory<T>, settings: PoolSettings, around: PoolSurroundings);
  /** What the pool is in its life. */
  get state(): PoolLifecycleState;
  /** The numbers of the pool. */
  get stats(): PoolStats;
  /**
   * Opens `minIdle` resources, or one, and waits for them. Where `failFast` is on it rejects with the failure to create
   * that does not pass, or with the last one of `startTimeoutMillis`, and closes the pool. A pool that nobody starts
   * starts with its first request, and one that is closed never again: it rejects with a `PoolUnavailableError`.
   */
  start(): Promise<void>;
  /**
   * Lends a resource: `await using lease = await pool.acquire()`.
   *
   * @throws a `PoolTimeoutError` where none came in time, a `PoolUnavailableError` where the pool is closed or too many
   * wait, the reason of `signal`, the failure to create where nothing is open and the failure does not pass, or a `TypeError`
   * or `RangeError` for a wrong option
   */
  acquire(options?: AcquireOptions): Promise<Lease<T>>;
  /** Runs `run` with a resource and gives it back however that ends. */
  use<R>(run: (resource: T) => R | PromiseLike<R>, options?: AcquireOptions): Promise<R>;
  /**
   * Takes no more requests, serves those that wait, waits for what is lent at most `drainTimeoutMillis`, then refuses who
   * still waits and destroys everything, the youngest first. Always the same promise; it never rejects.
   */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}
/**
 * A pool of what `factory` makes, on generic-pool: it lends at most `max` at a time, first come, first served within a
 * priority, replaces what is broken, too old or too much used, and waits between failures to create. It is observed where
 * `PoolInstrumentation` runs, and by `observePool`.
 * Throws a `TypeError` for a wrong factory or option, a `RangeError` for an option out of range.
 */
declare function createPool<T>(factory: ResourceFactory<T>, options?: CreatePoolOptions): ResourcePool<T>;
/** No resource came, or none was made, in the time that there was. Its `cause` is the last failure to create one. */
declare class PoolTimeoutError extends Error {
  override readonly name = "TimeoutError";
  readonly code: "POOL_ACQUIRE_TIMEOUT" | "POOL_CREATE_TIMEOUT" | "POOL_VALIDATE_TIMEOUT" | "POOL_DESTROY_TIMEOUT";
  constructor(code: PoolTimeoutError["code"], message: string, cause?: unknown);
}
/** The pool does not lend: it is draining, closed, or as many wait as may. */
declare class PoolUnavailableError extends Error {
  override readonly name = "PoolUnavailableError";
  readonly code: "POOL_CLOSED" | "POOL_QUEUE_FULL";
  constructor(code: PoolUnavailableError["code"], message: string, cause?: unknown);
}
/** A check that took too long. */
declare class HealthCheckTimeoutError extends Error {
  override readonly name = "TimeoutError";
}
type Client = (typeof CLIENTS)[number];
/** When the stack of an acquire is kept. */
type CaptureSites = (typeof CAPTURE_SITES)[number];
interface PoolOptions {
  /** How old a checkout grows before it counts as a suspected leak, 1 ms to one day; one minute by default. */
  readonly leakThresholdMillis?: number;
  /**
   * When the stack of an acquire is kept for the leak event: `auto` (default) takes every acquire of a pool that has up to
   * 60 a second, the fewer the busier it is, and all for ten minutes after it held a connection too long; `always` costs
   * microseconds an acquire; `never`.
   */
  readonly captureSites?: CaptureSites;
  /**
   * `all` by default. `counts` puts nothing around the methods of a pool and reports what it says of itself at each collection:
   * connections, requests that wait, limits, utilization, status. No times, timeouts, leaks or recommended sizes.
   */
  readonly measure?: "all" | "counts";
  /**
   * The wait that 95 of 100 requests are to keep, 1 ms to one minute; 10 ms by default. `plimsoll.pool.size.recommended` is
   * the size that does.
   */
  readonly waitTargetMillis?: number;
  /**
   * Whether the client's own error for a wait that ran out of time gets a `cause` with the numbers of the pool and the
   * place that holds a connection for the longest, a `PoolTimeoutExplanation`; off by default.
   */
  readonly explainTimeouts?: boolean;
  /**
   * Checks idle connections in the background and has those closed that do not answer; off by default. One connection
   * of a pool at a time is out for it, none while somebody waits.
   */
  readonly healthCheck?: HealthCheckOptions | undefined;
  /**
   * How old a suspected leak grows before the connection is taken from its holder and closed, 1 ms to one day and not
   * before `leakThresholdMillis`; never by default, for whoever still uses it fails.
   */
  readonly reclaimAfterMillis?: number | undefined;
  /** Leaves what the instrumentations named here report of a pool to them: see the README. */
  readonly leaveTo?: readonly Other[];
}
interface ObservePoolOptions extends PoolOptions {
  /** Value of `db.client.connection.pool.name`; by default database, server or system, in this order. */
  readonly name?: string;
}
/** What a pool is doing now. */
interface PoolReading {
  readonly name: string;
  readonly used: number;
  readonly idle: number;
  readonly pending: number;
  /** `undefined` where a pool has no limit, or none that can be known. */
  readonly limit: number | undefined;
  /** Suspected leaks so far; this and the next are `undefined` where only counts are measured. */
  readonly leaked: number | undefined;
  /** Checkouts that are older than the leak threshold now. */
  readonly longHeld: number | undefined;
  readonly maxUseAgeSeconds: number | undefined;
}
/**
 * Reports `pool`, or each pool of a cluster, those that it gets later included, until the result is disposed, which leaves
 * the pool as it was. The pool behaves as it does without this, and it is held weakly. What was found by itself is taken over;
 * a second call for one pool changes nothing and is one diagnostic.
 * Throws a `TypeError` for anything that is not a pool and for a wrong option, a `RangeError` for one out of range.
 */
declare function observePool(pool: object, options?: ObservePoolOptions): Disposable;
/** The pools that are observed in this process, as they are now; those that ended have zeros. */
declare function readPools(): PoolReading[];
/** `DataPointType.HISTOGRAM`, `AggregationTemporality.CUMULATIVE` and `ValueType.DOUBLE` of sdk-metrics 2.x and 3.x. */
declare const HISTOGRAM = 0;
declare const CUMULATIVE = 1;
declare const DOUBLE = 1;
type HrTime = [number, number];
interface HistogramDataPoint {
  startTime: HrTime;
  endTime: HrTime;
  attributes: Record<string, string>;
  value: {
    buckets: {
      boundaries: number[];
      counts: number[];
    };
    sum: number;
    count: number;
    min?: number;
    max?: number;
  };
}
interface HistogramMetric {
  descriptor: {
    name: string;
    description: string;
    unit: string;
    valueType: typeof DOUBLE;
  };
  aggregationTemporality: typeof CUMULATIVE;
  dataPointType: typeof HISTOGRAM;
  dataPoints: HistogramDataPoint[];
}
/**
 * A `MetricProducer` of `@opentelemetry/sdk-metrics` 2.x and 3.x for the `metricProducers` option of a reader: it
 * hands over finished cumulative histograms at each collection.
 */
interface PoolMetricProducer {
  collect(): Promise<{
    resourceMetrics: {
      /** Readers take the resource of their SDK and leave this one. */
      resource: never;
      scopeMetrics: {
        scope: {
          name: string;
          version: string;
        };
        metrics: HistogramMetric[];
      }[];
    };
    errors: unknown[];
  }>;
}
/** What can be changed while pools are watched; see the option of the same name. */
interface PoolThresholds {
  readonly leakThresholdMillis: number;
}
interface PoolInstrumentationOptions extends InstrumentationConfig, PoolOptions {
  /** The clients whose pools are found by themselves: all that are known by default. */
  readonly clients?: readonly Client[];
}
/**
 * Reports the connection pools of the process by itself: each pool from its first use on, whether it was made before
 * this or is made later. It takes the place of the `Instrumentation` of `@opentelemetry/instrumentation`, in SDK 2.x
 * and 3.x. All instances of a process share their telemetry: what one is told of an SDK holds for all.
 */
declare class PoolInstrumentation {
  #private;
  readonly instrumentationName: string;
  readonly instrumentationVersion: string;
  /**
   * From which age on a loan counts as a suspected leak, to be changed while it runs: for the pools that this found by
   * itself, and those that it will find. A suspicion that was told is not taken back.
   */
  readonly thresholds: Thresholds<PoolThresholds>;
  constructor(options?: PoolInstrumentationOptions);
  enable(): void;
  disable(): void;
  [Symbol.dispose](): void;
  setMeterProvider(provider: MeterProvider): void;
  setLoggerProvider(provider: LoggerProviderLike): void;
  /** Plimsoll makes no spans. */
  setTracerProvider(_provider: unknown): void;
  getConfig(): PoolInstrumentationOptions;
  /** Takes effect when it is next enabled, but for `leakThresholdMillis`, which does at once. */
  setConfig(config: PoolInstrumentationOptions): void;
  /**
   * The cheap delivery of create, wait and use time: hand it to every reader that you build, as
   * `metricProducers: [instrumentation.metricProducer()]`. From this call on those three histograms go nowhere else.
   */
  metricProducer(): PoolMetricProducer;
}
/** Every metric that this package emits; `db.*` as in semantic conventions 1.45. */
declare const METRICS: {
  readonly count: {
    readonly name: "db.client.connection.count";
    readonly instrument: "observableUpDownCounter";
    readonly unit: "{connection}";
    readonly valueType: "int";
    readonly description: "The number of connections that are currently in the state that `db.client.connection.state` names.";
    readonly attributes: readonly ["db.client.connection.pool.name", "db.client.connection.state"];
    readonly stability: "development";
  };
  readonly idleMax: {
    readonly name: "db.client.connection.idle.max";
    readonly instrument: "observableUpDownCounter";
    readonly unit: "{connection}";
    readonly valueType: "int";
    readonly description: "The maximum number of idle open connections allowed.";
    readonly attributes: readonly ["db.client.connection.pool.name"];
    readonly stability: "development";
  };
  readonly idleMin: {
    readonly name: "db.client.connection.idle.min";
    readonly instrument: "observableUpDownCounter";
    readonly unit: "{connection}";
    readonly valueType: "int";
    readonly description: "The minimum number of idle open connections allowed.";
    readonly attributes: readonly ["db.client.connection.pool.name"];
    readonly stability: "development";
  };
  readonly limit: {
    readonly name: "db.client.connection.limit";
    readonly instrument: "observableUpDownCounter";
    readonly unit: "{connection}";
    readonly valueType: "int";
    readonly description: "The maximum number of open connections allowed.";
    readonly attributes: readonly ["db.client.connection.pool.name"];
    readonly stability: "development";
  };
  readonly pendingRequests: {
    readonly name: "db.client.connection.pending_requests";
    readonly instrument: "observableUpDownCounter";
    readonly unit: "{request}";
    readonly valueType: "int";
    readonly description: "The number of current pending requests for an open connection.";
    readonly attributes: readonly ["db.client.connection.pool.name"];
    readonly stability: "development";
  };
  readonly timeouts: {
    readonly name: "db.client.connection.timeouts";
    readonly instrument: "counter";
    readonly unit: "{timeout}";
    readonly valueType: "int";
    readonly description: "The number of connection timeouts that have occurred trying to obtain a connection from the pool.";
    readonly attributes: readonly ["db.client.connection.pool.name"];
    readonly stability: "development";
  };
  readonly createTime: {
    readonly name: "db.client.connection.create_time";
    readonly instrument: "histogram";
    readonly unit: "s";
    readonly valueType: "double";
    readonly description: "The time it took to create a new connection.";
    readonly attributes: readonly ["db.client.connection.pool.name"];
    readonly buckets: readonly [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10];
    readonly stability: "development";
  };
  readonly waitTime: {
    readonly name: "db.client.connection.wait_time";
    readonly instrument: "histogram";
    readonly unit: "s";
    readonly valueType: "double";
    readonly description: "The time it took to obtain an open connection from the pool.";
    readonly attributes: readonly ["db.client.connection.pool.name"];
    readonly buckets: readonly [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10];
    readonly stability: "development";
  };
  readonly useTime: {
    readonly name: "db.client.connection.use_time";
    readonly instrument: "histogram";
    readonly unit: "s";
    readonly valueType: "double";
    readonly description: "The time between borrowing a connection and returning it to the pool.";
    readonly attributes: readonly ["db.client.connection.pool.name"];
    readonly buckets: readonly [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10];
    readonly stability: "development";
  };
  readonly maxUseAge: {
    readonly name: "plimsoll.pool.connection.max_use_age";
    readonly instrument: "observableGauge";
    readonly unit: "s";
    readonly valueType: "double";
    readonly description: "Age of the oldest connection checkout that has not been returned.";
    readonly attributes: readonly ["db.client.connection.pool.name"];
    readonly stability: "development";
  };
  readonly longHeld: {
    readonly name: "plimsoll.pool.connection.long_held.count";
    readonly instrument: "observableUpDownCounter";
    readonly unit: "{connection}";
    readonly valueType: "int";
    readonly description: "Number of connections checked out for longer than the leak threshold.";
    readonly attributes: readonly ["db.client.connection.pool.name"];
    readonly stability: "development";
  };
  readonly leaks: {
    readonly name: "plimsoll.pool.connection.leaks";
    readonly instrument: "counter";
    readonly unit: "{connection}";
    readonly valueType: "int";
    readonly description: "Number of connections that exceeded the leak threshold.";
    readonly attributes: readonly ["db.client.connection.pool.name"];
    readonly stability: "development";
  };
  readonly closed: {
    readonly name: "plimsoll.pool.connection.closed";
    readonly instrument: "counter";
    readonly unit: "{connection}";
    readonly valueType: "int";
    readonly description: "Number of connections closed by the pool.";
    readonly attributes: readonly ["db.client.connection.pool.name", "plimsoll.pool.connection.close.reason"];
    readonly stability: "development";
  };
  readonly utilization: {
    readonly name: "plimsoll.pool.connection.utilization";
    readonly instrument: "observableGauge";
    readonly unit: "1";
    readonly valueType: "double";
    readonly description: "Fraction of the connection limit in use.";
    readonly attributes: readonly ["db.client.connection.pool.name"];
    readonly stability: "development";
  };
  readonly recommendedSize: {
    readonly name: "plimsoll.pool.size.recommended";
    readonly instrument: "observableGauge";
    readonly unit: "{connection}";
    readonly valueType: "int";
    readonly description: "The fewest connections with which 95 of 100 requests would have waited no longer than their target.";
    readonly attributes: readonly ["db.client.connection.pool.name"];
    readonly stability: "development";
  };
  readonly sizeConfidence: {
    readonly name: "plimsoll.pool.size.confidence";
    readonly instrument: "observableGauge";
    readonly unit: "1";
    readonly valueType: "double";
    readonly description: "How probable it is that the load behind the recommended size is known to within one connection.";
    readonly attributes: readonly ["db.client.connection.pool.name"];
    readonly stability: "development";
  };
  readonly healthCheck: {
    readonly name: "plimsoll.pool.health_check.duration";
    readonly instrument: "histogram";
    readonly unit: "s";
    readonly valueType: "double";
    readonly description: "Duration of connection health checks.";
    readonly attributes: readonly ["db.client.connection.pool.name", "error.type"];
    readonly buckets: readonly [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10];
    readonly stability: "development";
  };
  readonly status: {
    readonly name: "plimsoll.pool.status";
    readonly instrument: "observableUpDownCounter";
    readonly unit: "1";
    readonly valueType: "int";
    readonly description: "Pool status: `1` for the current state, `0` for the others.";
    readonly attributes: readonly ["db.client.connection.pool.name", "plimsoll.pool.state"];
    readonly stability: "development";
  };
  readonly httpOpenConnections: {
    readonly name: "http.client.open_connections";
    readonly instrument: "observableUpDownCounter";
    readonly unit: "{connection}";
    readonly valueType: "int";
    readonly description: "Number of outbound HTTP connections that are currently active or idle on the client.";
    readonly attributes: readonly ["http.connection.state", "server.address", "server.port"];
    readonly stability: "development";
  };
  readonly httpActiveRequests: {
    readonly name: "http.client.active_requests";
    readonly instrument: "observableUpDownCounter";
    readonly unit: "{request}";
    readonly valueType: "int";
    readonly description: "Number of active HTTP requests.";
    readonly attributes: readonly ["server.address", "server.port"];
    readonly stability: "development";
  };
  readonly httpPendingRequests: {
    readonly name: "plimsoll.http.client.pending_requests";
    readonly instrument: "observableUpDownCounter";
    readonly unit: "{request}";
    readonly valueType: "int";
    readonly description: "Number of HTTP requests that wait for a connection.";
    readonly attributes: readonly ["server.address", "server.port"];
    readonly stability: "development";
  };
};
/** Every event that this package emits. */
declare const EVENTS: {
  readonly leakSuspected: {
    readonly name: "plimsoll.pool.connection.leak_suspected";
    readonly severity: "WARN";
    readonly description: "A connection has been checked out for longer than the leak threshold.";
    readonly attributes: readonly ["db.client.connection.pool.name", "db.system.name", "db.namespace", "plimsoll.pool.connection.use.duration", "plimsoll.pool.connection.used", "plimsoll.pool.connection.idle", "plimsoll.pool.connection.allowed", "plimsoll.pool.request.pending", "plimsoll.pool.connection.transaction.status", "plimsoll.pool.connection.site.status", "code.stacktrace"];
  };
  readonly healthCheckFailed: {
    readonly name: "plimsoll.pool.health_check.failed";
    readonly severity: "WARN";
    readonly description: "An idle connection did not pass a health check; the pool closes it.";
    readonly attributes: readonly ["db.client.connection.pool.name", "db.system.name", "db.namespace", "error.type"];
  };
  readonly leakReclaimed: {
    readonly name: "plimsoll.pool.connection.leak_reclaimed";
    readonly severity: "WARN";
    readonly description: "A connection that was reported as a suspected leak was taken from its holder and closed.";
    readonly attributes: readonly ["db.client.connection.pool.name", "db.system.name", "db.namespace", "plimsoll.pool.connection.use.duration"];
  };
  readonly leakReturned: {
    readonly name: "plimsoll.pool.connection.leak_returned";
    readonly severity: "INFO";
    readonly description: "A connection that was reported as a suspected leak has been returned to its pool.";
    readonly attributes: readonly ["db.client.connection.pool.name", "db.system.name", "db.namespace", "plimsoll.pool.connection.use.duration"];
  };
  readonly resized: {
    readonly name: "plimsoll.pool.resized";
    readonly severity: "INFO";
    readonly description: "The limit of a pool was changed to what its load needs.";
    readonly attributes: readonly ["db.client.connection.pool.name", "plimsoll.pool.size.current", "plimsoll.pool.size.previous", "plimsoll.pool.size.load"];
  };
};
/** What a pool is like, as `plimsoll.pool.state` says it. */
declare const POOL_STATES: readonly ["healthy", "degraded", "exhausted", "unhealthy", "closed"];
type PoolState = (typeof POOL_STATES)[number];
/** What a pool lends, as far as its type says so. */
type ClientOf<P> = P extends ResourcePool<infer T> ? T : P extends {
  getConnection: infer G;
} ? Got<G> : P extends {
  connect: {
    (): PromiseLike<infer C>;
    (callback: never): void;
  };
} ? C : P extends {
  acquire(...args: never): PromiseLike<infer C>;
} ? C : unknown;
/** What `getConnection` gives, by promise or by callback. */
type Got<G> = G extends (() => PromiseLike<infer C>) ? C : G extends ((callback: (error: unknown, connection: infer C) => unknown) => unknown) ? C : unknown;
/**
 * Runs `run` with a connection of `pool` and gives it back however that ends; `run` must not do so itself. Where `run`
 * fails and leaves a transaction open, the connection is closed instead, so that nobody continues it.
 *
 * @param pool a pool of any client that is recognised, observed or not
 * @returns what `run` returns
 * @throws what the pool throws where there is no connection, what `run` throws, or what giving back throws; a `TypeError`
 * for what is not a pool, or for one that lends nothing
 */
declare function withClient<P extends object, R>(pool: P, run: (client: ClientOf<P>) => R | PromiseLike<R>): Promise<R>;
/** Whatever tells of pressure, as `createPressure` of `@plimsoll/otel-resources/pressure` does. */
interface PressureLike {
  on(listener: (change: {
    readonly level: string;
  }) => void): Disposable;
}
interface PoolRegistryOptions {
  /** The most connections that may be open over all pools together for `withClient`; 1 to 100000, unlimited by default. */
  readonly limit?: number | undefined;
  /** What tells when idle connections are to be closed: at every level but `nominal`. */
  readonly pressure?: PressureLike | undefined;
}
/** What a pool of a registry is doing now. */
interface RegisteredPool {
  readonly used: number;
  readonly idle: number;
  readonly pending: number;
  /** `undefined` where the client has no limit that can be known. */
  readonly limit: number | undefined;
  readonly state: PoolState;
  /**
   * Connections that were made in place of one that was lost, which is one that was closed because it was broken or did not
   * answer a check, since the pool was added; a pool that was observed before counts from then. `undefined` where the
   * client tells nobody when it opens one.
   */
  readonly reconnects: number | undefined;
}
/** Named pools of any client, with what is done to all of them. */
interface PoolRegistry extends AsyncDisposable {
  /** Takes `pool` in under `name`. Throws an `Error` for a name that is taken, a `TypeError` for what is no pool. */
  add<P extends object>(name: string, pool: P): P;
  /** Lets the pool of that name go, as it is; `false` where there is none. */
  remove(name: string): boolean;
  /** The numbers of each pool, in the order in which they were added. */
  read(): Readonly<Record<string, RegisteredPool>>;
  /** Borrows from the pool of that name, within the limit over all; see `withClient`. */
  withClient<P extends object, R>(name: string, run: (client: ClientOf<P>) => R | PromiseLike<R>): Promise<R>;
  /** Closes idle connections beyond the idle ones that each pool keeps ready; gives how many. */
  closeIdle(): number;
  /** Closes every idle connection of one pool, so that its next users get new ones, as after a failover; gives how many. */
  reconnect(name: string): number;
  /** Ends the pools one after the other, the last that was added first; what fails is thrown together at the end. */
  drain(): Promise<void>;
}
/** A registry of pools. Throws a `TypeError` or `RangeError` for a wrong option. */
declare function createPoolRegistry(options?: PoolRegistryOptions): PoolRegistry;
export { type AcquireOptions, type AutosizeOptions, CONSTRAINTS, type ClientOf, type CloseReason, type CreatePoolOptions, EVENTS, type Gate, type GateOptions, type HealthCheckOptions, HealthCheckTimeoutError, type IdleConnection, type Lease, METRICS, OPTIONS, type ObservePoolOptions, type PoolAdapter, type PoolCounts, type PoolEvents, type PoolIdentity, PoolInstrumentation, type PoolInstrumentationOptions, type PoolLease, type PoolLifecycleState, type PoolLike, type PoolMetricProducer, type PoolOptions, type PoolPriority, type PoolReading, type PoolRegistry, type PoolRegistryOptions, type PoolRequest, type PoolStats, type PoolThresholds, PoolTimeoutError, PoolTimeoutExplanation, PoolUnavailableError, type PressureLevel, type PressureLike, type RegisteredPool, type ResourceFactory, type ResourcePool, type SizeAdvice, type TransactionStatus, adviseSize, autosize, createGate, createPool, createPoolRegistry, doubledMetrics, observePool, readPools, withClient };
