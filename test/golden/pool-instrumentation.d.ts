// index.d.ts
import { Context, MeterProvider } from "@opentelemetry/api";
/** How one option is checked, and what it is when it is not given. */
interface OptionRule<T> {
  /** What is expected, as it stands in the error: `an integer from 1 to 10`. */
  readonly expected: string;
  readonly fallback: T;
  /** Whether a value is of the right type. */
  readonly type: (value: unknown) => boolean;
  /** Whether a value of the right type is in range. */
  readonly range?: (value: never) => boolean;
  /** Reads the text of an environment variable; `undefined` where it cannot be set by one. */
  readonly parse?: (text: string) => unknown;
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
/** `auto`: samples, and every acquire of a pool that has held a connection too long. */
declare const CAPTURE_SITES: readonly ["auto", "always", "never"];
/** The clients whose pools are found by themselves. */
declare const CLIENTS: readonly ["pg", "generic-pool", "mysql2", "mongodb"];
/** Instrumentations of others whose metrics ours would double. */
declare const OTHERS: readonly ["instrumentation-pg"];
type PoolRules = {
  readonly leakThresholdMillis: OptionRule<number>;
  readonly captureSites: OptionRule<(typeof CAPTURE_SITES)[number]>;
  readonly leaveTo: OptionRule<readonly (typeof OTHERS)[number][]>;
};
/** @internal The rules of the options of `PoolInstrumentation`, for those who read them from the environment. */
declare const OPTIONS: PoolRules & {
  readonly enabled: OptionRule<boolean>;
  readonly clients: OptionRule<readonly (typeof CLIENTS)[number][]>;
};
/** What can be asked of a pool: read from the pool itself at every collection, so that it cannot drift. */
interface PoolStats {
  /** Open connections that are lent out. */
  readonly used: number;
  /** Open connections that wait for a borrower. */
  readonly idle: number;
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
type CloseReason = "idle_timeout" | "max_lifetime" | "max_uses" | "error" | "health_check" | "shutdown";
/** One request for a connection, from the call until the connection comes back. */
interface PoolRequest {
  /** When the wait or, once it is granted, the use began; monotonic seconds. */
  since: number;
  /** Where the request was made, for its trace id. */
  readonly context: Context | undefined;
  /** Holds the stack of the call where it was captured. */
  readonly site: Error | undefined;
  /** Whether the use was reported as a suspected leak. */
  leaked: boolean;
}
/** What happens in a pool. No call throws. */
interface PoolEvents {
  /** A connection is asked for; the stack of the caller begins below `entry`. */
  requested(entry: (...args: never) => unknown): PoolRequest;
  granted(request: PoolRequest, connection: unknown): void;
  /** The request failed, `timeout` because no connection came in time. */
  refused(timeout: boolean): void;
  /** A connection came back, or was thrown away by its borrower. */
  returned(connection: unknown): void;
  /** A new connection is being opened; gives the moment, monotonic seconds, to hand to `created`. */
  creating(): number;
  created(since: number): void;
  createFailed(): void;
  closed(reason: CloseReason): void;
}
/** Whom a pool belongs to, as far as it may be told: never a user, a password or a whole DSN. */
interface PoolIdentity {
  /** npm name of the client. */
  readonly client: string;
  /** `db.system.name` of semantic conventions. */
  readonly system?: string;
  /** `db.namespace`: the name of the database. */
  readonly namespace?: string;
  /** `server.address`, with `:server.port` where it is set. */
  readonly server?: string;
}
/** Knows one client by a structural interface of the members that it reads: the client is never imported. */
interface PoolAdapter<P extends object> {
  /** The methods by which the class of the pools is known. */
  readonly methods: readonly string[];
  matches(pool: unknown): pool is P;
  identify(pool: P): PoolIdentity;
  stats(pool: P): PoolStats;
  /** Tells `events` what happens until it is disposed, which leaves the pool as it was. */
  watch(pool: P, events: PoolEvents): Disposable;
  /** Takes a connection out as the application does, with the client's own waits and errors. */
  lease?(pool: P): Promise<PoolLease>;
  /** Whether a transaction is open on a connection; `undefined` where its client does not know. */
  transaction?(connection: unknown): TransactionStatus | undefined;
}
/** What a connection is in the midst of: nothing, a transaction, or a transaction that has failed. */
type TransactionStatus = "none" | "open" | "failed";
/** A connection that was taken out of its pool, with the two ways back; one of them is to be gone once. */
interface PoolLease {
  readonly connection: unknown;
  /** Gives it back. */
  release(): unknown;
  /** Has the pool close it. */
  destroy(): unknown;
}
type Client = (typeof CLIENTS)[number];
/** When the stack of an acquire is kept. */
type CaptureSites = (typeof CAPTURE_SITES)[number];
interface PoolOptions {
  /** How old a checkout grows before it counts as a suspected leak, 1 ms to one day; one minute by default. */
  readonly leakThresholdMillis?: number;
  /**
   * When the stack of an acquire is kept for the leak event: `auto` (default) takes 1 of about 64 acquires, and all of
   * a pool for ten minutes after it held a connection too long; `always` costs microseconds an acquire; `never`.
   */
  readonly captureSites?: CaptureSites;
  /** Leaves `db.client.connection.count` and `.pending_requests` of pg pools to the instrumentations named here. */
  readonly leaveTo?: readonly (typeof OTHERS)[number][];
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
  /** Suspected leaks so far. */
  readonly leaked: number;
  /** Checkouts that are older than the leak threshold now. */
  readonly longHeld: number;
  readonly maxUseAgeSeconds: number;
}
/**
 * Reports `pool`, or each pool of a cluster, those that it gets later included, until the result is disposed, which leaves the pool as it was. The pool behaves as it does without
 * this, and it is held weakly. What was found by itself is taken over; a second call for one pool changes nothing and
 * is one diagnostic.
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
  readonly status: {
    readonly name: "plimsoll.pool.status";
    readonly instrument: "observableUpDownCounter";
    readonly unit: "1";
    readonly valueType: "int";
    readonly description: "Pool status: `1` for the current state, `0` for the others.";
    readonly attributes: readonly ["db.client.connection.pool.name", "plimsoll.pool.state"];
    readonly stability: "development";
  };
};
/** Every event that this package emits. */
declare const EVENTS: {
  readonly leakSuspected: {
    readonly name: "plimsoll.pool.connection.leak_suspected";
    readonly severity: "WARN";
    readonly description: "A connection has been checked out for longer than the leak threshold.";
    readonly attributes: readonly ["db.client.connection.pool.name", "db.system.name", "db.namespace", "plimsoll.pool.connection.use.duration", "plimsoll.pool.connection.used", "plimsoll.pool.connection.idle", "plimsoll.pool.connection.allowed", "plimsoll.pool.request.pending", "plimsoll.pool.connection.site.status", "code.stacktrace"];
  };
  readonly leakReturned: {
    readonly name: "plimsoll.pool.connection.leak_returned";
    readonly severity: "INFO";
    readonly description: "A connection that was reported as a suspected leak has been returned to its pool.";
    readonly attributes: readonly ["db.client.connection.pool.name", "db.system.name", "db.namespace", "plimsoll.pool.connection.use.duration"];
  };
};
/** What a pool lends, as far as its type says so. */
type ClientOf<P> = P extends {
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
export { type ClientOf, type CloseReason, EVENTS, METRICS, OPTIONS, type ObservePoolOptions, type PoolAdapter, type PoolEvents, type PoolIdentity, PoolInstrumentation, type PoolInstrumentationOptions, type PoolLease, type PoolMetricProducer, type PoolOptions, type PoolReading, type PoolRequest, type PoolStats, type PoolThresholds, type TransactionStatus, observePool, readPools, withClient };
