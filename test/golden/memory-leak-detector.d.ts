// index.d.ts
import { i as InstrumentationHost, o as Clock, r as InstrumentationContext, t as LeakState } from "./leak-verdict.js";
import { Profiler } from "node:inspector";
/** Why an act was not done. */
type RefusalReason = "too_soon" | "too_long" | "not_enough_memory" | "not_enough_disk" | "unavailable" | "failed";
interface Refusal {
  readonly done: false;
  readonly reason: RefusalReason;
  readonly message: string;
  /** How long the process was expected to stand still. */
  readonly predictedSeconds?: number;
}
interface CollectGarbageOptions {
  /** The least time since the last, 0 to 24 h; 60 000 by default. */
  readonly minIntervalMillis?: number;
  /** The process must not be expected to stand still for longer, 0 to 1 min; 1000 by default: a heap of 1.2 GB. */
  readonly maxPauseMillis?: number;
}
interface Collected {
  readonly done: true;
  readonly seconds: number;
  readonly predictedSeconds: number;
  /** How much less of the heap is used than before. */
  readonly freedBytes: number;
}
/**
 * Collects garbage fully once, in a task of its own. V8 knows better when to: it is for a moment without requests, a test or a
 * look at what is really alive. Works without `--expose-gc`. Throws for bad options and for nothing else.
 */
declare function collectGarbage(options?: CollectGarbageOptions): Promise<Collected | Refusal>;
interface HeapSnapshot {
  readonly done: true;
  readonly path: string;
  readonly bytes: number;
  /** How long the process stood still. */
  readonly seconds: number;
  readonly predictedSeconds: number;
}
interface SnapshotTerms {
  readonly folder: string;
  readonly fileLimit: number;
  readonly minIntervalMillis: number;
  readonly maxPauseMillis: number;
  /** Told how long the process stood still, and of what went wrong. */
  readonly onPause?: (seconds: number, error?: unknown) => void;
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
/** Where a function begins; `line` and `column` count from 1. */
interface Frame {
  readonly functionName: string;
  /** A path, a `node:` name or a URL. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
}
/** A live allocation that was sampled. */
interface AllocationSample {
  /** What it stands for. */
  readonly bytes: number;
  /** When it was allocated, in any unit that grows. */
  readonly order: number;
  /** Innermost first. */
  readonly stack: readonly Frame[];
}
/** A function whose allocations stay. */
interface Culprit extends Frame {
  /** Live bytes that it allocated since the sampling began, estimated from the samples. */
  readonly bytes: number;
  /** Its share, 0 to 1, of the growth that was seen. */
  readonly share: number;
  /** Who called it when most was allocated, innermost first; it is the first itself. */
  readonly stack: readonly Frame[];
}
/** A profile as `HeapProfiler.getSamplingProfile` gives it; lines and columns count from 0. */
interface SamplingProfile {
  readonly head: ProfileNode;
  readonly samples: readonly {
    readonly size: number;
    readonly nodeId: number;
    readonly ordinal: number;
  }[];
}
interface ProfileNode {
  readonly id: number;
  readonly callFrame: {
    readonly functionName: string;
    readonly url: string;
    readonly lineNumber: number;
    readonly columnNumber: number;
  };
  readonly children: readonly ProfileNode[];
}
/** `v8`: `.heapprofile` and `.cpuprofile`, for Chrome DevTools; `pprof`: `.heap.pb.gz` and `.cpu.pb.gz`, for `go tool pprof`. */
type ProfileFormat = "v8" | "pprof";
interface ProfileOptions {
  /** How long it takes, 10 ms to 1 h; 30 000 by default. */
  readonly durationMillis?: number;
  /** Ends it earlier, with what is known by then. */
  readonly signal?: AbortSignal;
  /** Where the profile is written; nowhere by default. */
  readonly folder?: string;
  /** How many profiles of a kind are kept there, 1 to 1000; 5 by default. */
  readonly fileLimit?: number;
  /** `v8`, by default, for Chrome DevTools and Speedscope, or `pprof` for `go tool pprof`, Pyroscope and Parca. */
  readonly profileFormat?: ProfileFormat;
}
interface CpuProfileOptions extends ProfileOptions {
  /** The time between two looks at the stack, 100 to 1 000 000; 1000 by default. */
  readonly sampleMicros?: number;
}
/** A function that was running; `share`, 0 to 1, is its part of the time in which anything was. */
interface BusyFunction extends Frame {
  readonly share: number;
}
interface CpuProfile {
  readonly done: true;
  /** As `.cpuprofile` files hold it. */
  readonly profile: Profiler.Profile;
  /** The functions that ran longest themselves, at most ten. */
  readonly busiest: readonly BusyFunction[];
  readonly path: string | undefined;
}
/**
 * Looks at the stack of this thread for a while and tells where it was. One at a time; profilers of others do not mind. Throws
 * a `TypeError` or `RangeError` for bad options and nothing else.
 */
declare function profileCpu(options?: CpuProfileOptions): Promise<CpuProfile | Refusal>;
interface HeapProfileOptions extends ProfileOptions {
  /** One allocation in so many bytes is sampled, 1 KiB to 1 GiB; 524 288 by default, which costs less than 1 %. */
  readonly sampleBytes?: number;
  /**
   * Neither the beginning nor the look at the end must be expected to make the process stand still for longer, 0 to 1 min;
   * 1000 by default.
   */
  readonly maxPauseMillis?: number;
}
interface HeapProfile {
  readonly done: true;
  /** As `.heapprofile` files hold it. */
  readonly profile: SamplingProfile;
  /** The functions whose allocations of the whole time are still alive, most first. */
  readonly culprits: readonly Culprit[];
  readonly path: string | undefined;
}
/**
 * Samples allocations for a while and tells who made what is alive at the end. Nothing of it is done where another heap profiler is
 * in use. Throws a `TypeError` or `RangeError` for bad options and nothing else.
 */
declare function profileHeap(options?: HeapProfileOptions): Promise<HeapProfile | Refusal>;
interface HeapSnapshotOptions {
  /** Where it is written; made where it is not there. A snapshot holds every string of the process, secrets too. */
  readonly folder: string;
  /** How many snapshots are kept there, 1 to 1000; 2 by default. */
  readonly fileLimit?: number;
  /** The least time since the last of this process or in this folder, 0 to 30 days; 6 h by default. */
  readonly minIntervalMillis?: number;
  /**
   * The process must not be expected to stand still for longer, 0 to 10 min; 5000 by default, enough for 60 MB of small objects.
   * What is expected is the worst until one was taken, then what that one took.
   */
  readonly maxPauseMillis?: number;
}
type Telemetry = Pick<InstrumentationContext, "emitter" | "meter">;
/**
 * Writes a `.heapsnapshot` for its owner alone, where time, memory and disk allow it, and makes the event
 * `plimsoll.memory.heap_snapshot.taken` or `.skipped`. The process stands still meanwhile, about 5 us for each object. Throws a
 * `TypeError` or `RangeError` for bad options and nothing else.
 */
declare function takeHeapSnapshot(options: HeapSnapshotOptions): Promise<HeapSnapshot | Refusal>;
/** The same for the detector. */
declare function takeSnapshot(telemetry: Telemetry, terms: SnapshotTerms): Promise<HeapSnapshot | Refusal>;
/** What is judged: the live heap, external memory, which includes array buffers, and native memory, which is neither. */
declare const AREAS: readonly ["heap", "external", "native"];
type Area = (typeof AREAS)[number];
/** A cache of any kind, as far as it can be looked at: lru-cache, `Map` and whatever has some of their members. */
interface CacheLike {
  readonly size: number;
  /** The sum of its sizes, where it counts them, as lru-cache does with `maxSize`. */
  readonly calculatedSize?: number;
  /** How many entries it holds at most; 0 for any number. */
  readonly max?: number;
  /** What `calculatedSize` may become; 0 for anything. */
  readonly maxSize?: number;
  keys?(): Iterable<unknown>;
  /** From the one that goes first. */
  rkeys?(): Iterable<unknown>;
  has?(key: never): boolean;
  get?(key: never): unknown;
  set?(key: never, value: never): unknown;
  /** Looks without touching. */
  peek?(key: never): unknown;
  delete?(key: never): unknown;
  clear?(): unknown;
}
/** A Keyv or what is like it: asynchronous, with the entries in a store that may be in this process. */
interface KeyvLike {
  readonly store?: unknown;
  readonly stats?: {
    readonly enabled?: boolean;
    readonly hits: number;
    readonly misses: number;
  };
}
type EvictionReason = "capacity" | "expired" | "replaced" | "removed" | "memory_pressure";
type PressureLevel = "nominal" | "elevated" | "critical";
/** Whatever tells of pressure: that of the detector, the one of `@plimsoll/otel-resources/pressure`, or the user's own. */
interface PressureLike {
  on(listener: (change: {
    readonly level: PressureLevel;
  }) => void): Disposable;
}
/**
 * Shrinks the tracked caches, those of low priority first; how many entries went. `elevated` takes half of the low and a quarter of the
 * normal ones, `critical` all of the low, half of the normal and a quarter of the high ones; `critical` caches keep
 * theirs. What is freed shows after the next full collection. A cache that throws is one warning, and the others shrink. Throws a
 * `TypeError` or `RangeError` for another level.
 */
declare function shrinkCaches(level: PressureLevel): Promise<number>;
/**
 * Shrinks the tracked caches whenever a level is entered, until it is disposed. Throws a `TypeError` where `pressure` tells of none.
 */
declare function shrinkCachesUnder(pressure: PressureLike): Disposable;
/** From what is kept to the last to what goes first. */
type CachePriority = "critical" | "high" | "normal" | "low";
interface TrackCacheOptions<K = unknown, V = unknown> {
  /** Which caches shrink first under pressure; `normal` by default, and `critical` never does. */
  readonly priority?: CachePriority;
  /**
   * The bytes of an entry; estimated by default. Where the cache counts sizes itself, they are taken for bytes. Of a Keyv this and
   * `priorityOf` are given what its store holds, by default JSON text in an object.
   */
  readonly sizeOf?: (value: V, key: K) => number;
  /** What an entry is worth: the least goes first under pressure. By default the least recently used or oldest does. */
  readonly priorityOf?: (value: V, key: K) => number;
}
interface CacheReading {
  readonly entries: number | undefined;
  readonly entryLimit: number | undefined;
  /** Given or estimated; `undefined` where the entries are not in this process, or what was given is no number. */
  readonly bytes: number | undefined;
  readonly byteLimit: number | undefined;
  /** `undefined` where it is not known, as of a Keyv without `stats` or a `Map` that is frozen. */
  readonly hits: number | undefined;
  readonly misses: number | undefined;
  readonly evictions: Readonly<Record<EvictionReason, number>>;
}
interface TrackedCache extends Disposable {
  readonly name: string;
  readonly priority: CachePriority;
  read(): CacheReading;
  /** Evicts a share, 0 to 1, of the entries, in slices of 5 ms; how many. */
  shrink(share: number): Promise<number>;
  /** Whether it is this cache, or the store of this Keyv, that is tracked. */
  tracks(cache: unknown): boolean;
}
/**
 * Tells what a cache does, until it is disposed: its entries, bytes, hits and evictions as metrics of the detector, whether it never
 * hits or never stops growing as events, and lets it shrink under pressure. `name` is an attribute: one of few, and no key. Throws
 * a `TypeError` or `RangeError` for bad arguments, a name that is taken, and more than 100 caches.
 */
declare function trackCache<K, V>(name: string, cache: CacheLike | KeyvLike, options?: TrackCacheOptions<K, V>): TrackedCache;
/** Every event that this package emits. */
declare const EVENTS: {
  readonly leakSuspected: {
    readonly name: "plimsoll.memory.leak.suspected";
    readonly severity: "WARN";
    readonly description: "A memory area keeps growing across garbage collections.";
    readonly attributes: readonly ["plimsoll.memory.area", "plimsoll.memory.leak.suspicion", "plimsoll.memory.growth.rate", "plimsoll.memory.leak.window", "plimsoll.memory.leak.sample_count", "plimsoll.resource.exhaustion.time_left", "code.function.name", "code.file.path", "code.line.number", "plimsoll.memory.growth.share", "plimsoll.memory.leak.culprits", "plimsoll.memory.heap_profile.path", "thread.id", "thread.name"];
  };
  readonly leakConfirmed: {
    readonly name: "plimsoll.memory.leak.confirmed";
    readonly severity: "ERROR";
    readonly description: "A suspected leak has eaten a share of the head-room and keeps growing.";
    readonly attributes: readonly ["plimsoll.memory.area", "plimsoll.memory.leak.suspicion", "plimsoll.memory.growth.rate", "plimsoll.memory.leak.window", "plimsoll.memory.leak.sample_count", "plimsoll.resource.exhaustion.time_left", "code.function.name", "code.file.path", "code.line.number", "plimsoll.memory.growth.share", "plimsoll.memory.leak.culprits", "plimsoll.memory.heap_profile.path", "thread.id", "thread.name"];
  };
  readonly leakResolved: {
    readonly name: "plimsoll.memory.leak.resolved";
    readonly severity: "INFO";
    readonly description: "A suspected leak is no longer suspected.";
    readonly attributes: readonly ["plimsoll.memory.area", "plimsoll.memory.leak.window", "thread.id", "thread.name"];
  };
  readonly heapSnapshotTaken: {
    readonly name: "plimsoll.memory.heap_snapshot.taken";
    readonly severity: "INFO";
    readonly description: "A heap snapshot was written; the process stood still meanwhile.";
    readonly attributes: readonly ["plimsoll.memory.heap_snapshot.trigger", "plimsoll.memory.heap_snapshot.predicted_duration", "plimsoll.memory.heap_snapshot.path", "plimsoll.memory.heap_snapshot.size", "plimsoll.memory.heap_snapshot.duration"];
  };
  readonly heapSnapshotSkipped: {
    readonly name: "plimsoll.memory.heap_snapshot.skipped";
    readonly severity: "WARN";
    readonly description: "A heap snapshot was wanted and not taken.";
    readonly attributes: readonly ["plimsoll.memory.heap_snapshot.trigger", "plimsoll.memory.heap_snapshot.predicted_duration", "plimsoll.memory.heap_snapshot.reason"];
  };
  readonly nearLimit: {
    readonly name: "plimsoll.memory.near_limit";
    readonly severity: "ERROR";
    readonly description: "What a heap holds after collections comes near to its limit, or will reach it while it drains.";
    readonly attributes: readonly ["plimsoll.memory.used", "plimsoll.memory.limit", "plimsoll.resource.exhaustion.time_left", "thread.id"];
  };
  readonly listenerLimitExceeded: {
    readonly name: "plimsoll.nodejs.listener.limit_exceeded";
    readonly severity: "WARN";
    readonly description: "An emitter or event target has more listeners than its limit, as one that leaks them.";
    readonly attributes: readonly ["plimsoll.nodejs.listener.emitter", "plimsoll.nodejs.listener.event", "plimsoll.nodejs.listener.count", "code.function.name", "code.file.path", "code.line.number"];
  };
  readonly resourceLeakSuspected: {
    readonly name: "plimsoll.resource.leak.suspected";
    readonly severity: "WARN";
    readonly description: "The amount that a watched series tells keeps growing.";
    readonly attributes: readonly ["plimsoll.resource.metric", "plimsoll.resource.leak.suspicion", "plimsoll.resource.growth.rate", "plimsoll.resource.leak.window", "plimsoll.resource.leak.sample_count", "plimsoll.resource.exhaustion.time_left"];
  };
  readonly resourceLeakConfirmed: {
    readonly name: "plimsoll.resource.leak.confirmed";
    readonly severity: "ERROR";
    readonly description: "It has eaten a share of the head-room and keeps growing.";
    readonly attributes: readonly ["plimsoll.resource.metric", "plimsoll.resource.leak.suspicion", "plimsoll.resource.growth.rate", "plimsoll.resource.leak.window", "plimsoll.resource.leak.sample_count", "plimsoll.resource.exhaustion.time_left"];
  };
  readonly resourceLeakResolved: {
    readonly name: "plimsoll.resource.leak.resolved";
    readonly severity: "INFO";
    readonly description: "It is no longer suspected.";
    readonly attributes: readonly ["plimsoll.resource.metric", "plimsoll.resource.leak.window"];
  };
  readonly cacheGrowing: {
    readonly name: "plimsoll.cache.growing";
    readonly severity: "WARN";
    readonly description: "A cache without a limit keeps growing, as a leak does.";
    readonly attributes: readonly ["plimsoll.cache.name", "plimsoll.cache.entry.count", "plimsoll.cache.usage", "plimsoll.memory.growth.rate"];
  };
  readonly cacheUnused: {
    readonly name: "plimsoll.cache.unused";
    readonly severity: "WARN";
    readonly description: "A cache was asked often and never had an answer.";
    readonly attributes: readonly ["plimsoll.cache.name", "plimsoll.cache.entry.count", "plimsoll.cache.usage", "plimsoll.cache.misses"];
  };
};
/** The part of a worker thread that is looked at. */
interface WorkerLike {
  /** -1 once it has ended. */
  readonly threadId: number;
  /** From Node 22.20 and 24.6 on. */
  readonly threadName?: string | null;
  readonly resourceLimits?: {
    readonly maxYoungGenerationSizeMb?: number;
  };
  /** From Node 24 on; see `workersCanBeSampled`. */
  startHeapProfile?(options: {
    readonly sampleInterval: number;
    readonly stackDepth: number;
  }): Promise<{
    stop(): Promise<string>;
  }>;
  getHeapStatistics?(): Promise<{
    readonly used_heap_size: number;
    readonly heap_size_limit: number;
    readonly total_physical_size: number;
  }>;
}
/** Tells of each worker thread that begins. */
type WatchWorkers = (onWorker: (worker: WorkerLike) => void) => Disposable;
interface MemoryLeakOptions {
  /** Whether it starts when it is constructed; `true` by default. */
  readonly enabled?: boolean;
  /**
   * How long after the start of the process growth is expected, 0 to 24 h; 60 000 by default: modules are loaded and hot code is
   * compiled. Slower warm-ups are told by their slowing down. Until then growth must eat 40 and 60 % of the head-room.
   */
  readonly warmupMillis?: number;
  /** The least time between two samples of the heap, 100 ms to 1 h; 1000 by default, for full collections can storm. */
  readonly minSampleIntervalMillis?: number;
  /** The time between two samples of external and native memory, 100 ms to 1 h; 10 000 by default. */
  readonly externalIntervalMillis?: number;
  /** The width of the finest bin, 100 ms to 1 h; 10 000 by default. The fastest verdict takes five bins with samples. */
  readonly minBinMillis?: number;
  /** The share of the head-room that growth must have eaten to be suspected, 0.01 to 1; 0.08 by default. */
  readonly suspectedHeadroomRatio?: number;
  /** The same to be confirmed, at least `suspectedHeadroomRatio`; 0.15 by default. */
  readonly confirmedHeadroomRatio?: number;
  /**
   * Growth below this is never reported; 6 MiB by default, above the noise of a live heap and below what V8 lets it grow by
   * between two collections.
   */
  readonly materialityBytes?: number;
  /** The same of native memory; 32 MiB by default, for allocators keep what was freed, and more of it after each burst. */
  readonly nativeMaterialityBytes?: number;
  /** Growth must exceed the largest run-up that was given back times this, 0 to 10; 1.5 by default, 0 turns it off. */
  readonly reversalFactor?: number;
  /** The accepted odds of an alarm by chance, once at start and then a day, up to 0.5; 0.05 by default: growth must be material besides. */
  readonly falseAlarmRatio?: number;
  /**
   * What live memory follows, asked whenever memory is looked at: open sessions, subscriptions, jobs that wait; from 0 on, in
   * any unit. Growth that it explains is not accused. None by default.
   */
  readonly load?: () => number;
  /** The memory that the process may use, in bytes, where the container's limit cannot be read. */
  readonly memoryLimitBytes?: number;
  /**
   * Whether the functions are found whose allocations stay, once a leak is suspected, and V8 is asked for a collection where only that tells
   * native memory from garbage; `true` by default.
   */
  readonly evidence?: boolean;
  /** How long allocations are sampled for it at most, 1 s to 24 h; 3 600 000 by default. As long again they are not. */
  readonly evidenceMillis?: number;
  /**
   * No look at what was sampled is taken that would make the process stand still for longer, 0 to 1 min; 1000 by default, enough for
   * a live heap of 800 MB. From Node 26 on no look takes a collection. For native memory no collection is asked for that takes over 100 ms.
   */
  readonly evidencePauseMillis?: number;
  /** The folder that heap profiles are written to; none by default. It is made where it is not there. */
  readonly evidenceFolder?: string;
  /** As what they are: `v8`, by default, `.heapprofile` for Chrome DevTools, or `pprof`, `.heap.pb.gz` for `go tool pprof`. */
  readonly profileFormat?: ProfileFormat;
  /** How many files of each kind are kept there, 1 to 1000; 5 by default. */
  readonly evidenceFileLimit?: number;
  /** When a heap snapshot is written to `evidenceFolder`: `never`, by default, or when a leak of the heap is `confirmed`. */
  readonly snapshotOn?: "never" | "confirmed";
  /** The least time between two of them, of all processes that share the folder, 1 min to 30 days; 6 h by default. */
  readonly snapshotIntervalMillis?: number;
  /** None is taken that is expected to make the process stand still for longer, 0 to 10 min; 5000 by default. */
  readonly snapshotPauseMillis?: number;
  /**
   * What V8 itself writes to the working directory, or to that of `--diagnostic-dir`, when the heap is about to end: `nothing` by default, a
   * `profile` of what was allocated since the limit was near, from Node 26 on, or a `snapshot`, which takes ten times the memory and stops the process for a minute a gigabyte.
   */
  readonly nearLimit?: "nothing" | "profile" | "snapshot";
  /** The share of its limit that the heap holds after collections from which on its pressure is elevated, 0.1 to 1; 0.75 by default. */
  readonly elevatedRatio?: number;
  /** The same for critical pressure, at least `elevatedRatio`; 0.85 by default. */
  readonly criticalRatio?: number;
  /** The same from which on the limit is near, at least `criticalRatio`; 0.92 by default. */
  readonly nearLimitRatio?: number;
  /** It is near as well when growth will reach it in this time, 0 to 1 h; 60 000 by default, enough to drain. */
  readonly drainMillis?: number;
}
/** One rule for each option. */
type LeakRules = { readonly [K in keyof Required<MemoryLeakOptions>]: OptionRule<K extends "memoryLimitBytes" | "evidenceFolder" | "load" ? MemoryLeakOptions[K] | undefined : NonNullable<MemoryLeakOptions[K]>>; };
/**
 * The rules of the options.
 * @internal
 */
declare const OPTIONS: LeakRules;
/** The options as they are once checked. */
type LeakConfig = OptionValues<LeakRules>;
/** @internal What holds between the options. */
declare const CONSTRAINTS: readonly Constraint<LeakConfig>[];
/** Tells how much is allocated on the heap until it is disposed. */
interface AllocationMeter extends Disposable {
  /** Bytes since it began, up to one young generation too many. */
  read(): number;
}
/**
 * Between two collections of the young generation as much is allocated as it holds; V8 lets it grow and shrink with the load, from 0.5 to
 * 64 MiB. `undefined` where the runtime tells of no collections.
 */
declare function measureAllocation(): AllocationMeter | undefined;
/** Allocations that are being sampled; disposing ends it without a look at them. */
interface Sampling extends Disposable {
  /** To be told of each full collection, where that matters. */
  collected?(): void;
  /** Ends it and gives what was sampled and lives; by its rate the area has grown by `expected` bytes. */
  stop(expected: number): Sampled | Promise<Sampled>;
}
interface Sampled {
  readonly samples: readonly AllocationSample[];
  /** What a `.heapprofile` holds, where there is one. */
  readonly profile: SamplingProfile | undefined;
}
/** Samples one allocation in `sampleBytes` of a worker, which need not know of it; where somebody else does it fails at the look. */
declare function startWorkerSampling(worker: Pick<WorkerLike, "startHeapProfile">, sampleBytes: number, clock: Clock): Sampling;
/** Where evidence comes from and goes to; a test hands in its own. */
interface EvidenceSources {
  readonly startHeapSampling: (sampleBytes: number) => Sampling;
  readonly startBufferSampling: (sampleBytes: number) => Sampling;
  /** Where workers can be sampled. */
  readonly startWorkerSampling?: typeof startWorkerSampling;
  /** Has V8 charge each function with what it allocates, for a while. */
  readonly deoptimize: () => void;
  /** Whether a look at the samples takes a full collection. */
  readonly looksCollect: boolean;
  /** Bytes of the heap in use. */
  readonly heapUsed: () => number;
  readonly measureAllocation: typeof measureAllocation;
  readonly takeSnapshot: typeof takeSnapshot;
  readonly collectGarbage: typeof collectGarbage;
  readonly freeBytes?: (folder: string) => Promise<number>;
}
type HeapLevel = "nominal" | "elevated" | "critical";
/** What the detector knows of the heap of a worker thread. */
interface WorkerReading {
  readonly threadId: number;
  /** That which it was given, where Node tells. */
  readonly name: string | undefined;
  readonly state: LeakState;
  /** 0 to 1: the share of the growth that confirmation takes. */
  readonly suspicion: number;
  readonly growthBytesPerSecond: number | undefined;
  /** The least that was in use at the last six looks. */
  readonly usedBytes: number;
  readonly limitBytes: number;
  /** Seconds until then at this rate, at most 30 days. */
  readonly timeLeftSeconds: number | undefined;
  /** The functions whose allocations stay, most first; from Node 26 on, and empty until enough was seen of a suspected leak. */
  readonly culprits: readonly Culprit[];
}
/** The heap comes near to its limit, by its size or by the time that is left: there is time to drain, and not for much else. */
interface NearLimit {
  readonly usedBytes: number;
  readonly limitBytes: number;
  readonly timeLeftSeconds: number | undefined;
  /** The worker whose heap it is; `undefined` for that of the own thread. */
  readonly threadId: number | undefined;
}
/** A level that the heap has entered. */
interface HeapPressure {
  readonly level: HeapLevel;
  readonly previous: HeapLevel;
  readonly usedBytes: number;
  readonly limitBytes: number;
}
/** What the detector knows of one area of memory. */
interface LeakReading {
  readonly state: LeakState;
  /** 0 to 1: the share of the growth that confirmation takes. */
  readonly suspicion: number;
  readonly growthBytesPerSecond: number | undefined;
  /** The live heap after the last full collection, or the external or native memory at the last sample. */
  readonly usedAfterGcBytes: number | undefined;
  /** Where the area ends. */
  readonly limitBytes: number | undefined;
  /** Seconds until then at this rate, at most 30 days; `undefined` without growth, and outside the heap beyond `limitBytes`. */
  readonly timeLeftSeconds: number | undefined;
  /** The functions whose allocations stay, most first; empty until a leak is suspected and enough was seen of it. */
  readonly culprits: readonly Culprit[];
}
/** What the detector knows of the process: of each area of memory, and of the heap of each worker thread. */
type LeakReadings = Readonly<Record<Area, LeakReading>> & {
  /** Those that began after the detector and were asked for a minute, 32 at most. */
  readonly workers: readonly WorkerReading[];
};
/** Bytes in use by heap space, the young spaces left out. */
type HeapSpaces = Readonly<Record<string, number>>;
/** Announces full collections that V8 does on its own; never causes one. */
type WatchFullCollections = (onFullCollection: () => void) => Disposable;
/** Collections recorded in windows, for where the observer cannot be used. */
interface GcRecording extends Disposable {
  /** Ends the window and begins the next; the smallest live heap after a full collection in it, if there was one. */
  next(): HeapSpaces | undefined;
}
/** What a process uses, as `process.memoryUsage()` gives it. */
interface MemoryUsage {
  readonly rss: number;
  readonly heapTotal: number;
  readonly external: number;
}
/** Where the samples come from; a test hands in its own. */
interface MemorySources {
  readonly watchFullCollections: WatchFullCollections;
  readonly recordCollections: () => GcRecording;
  readonly readHeapAfterGc: () => HeapSpaces;
  readonly memoryUsage: () => MemoryUsage;
  /** The share, 0 to 1, of RSS that holds pages of files; `undefined` where that cannot be told. */
  readonly fileShare: () => number | undefined;
  /** The bytes that the old generation may reach. */
  readonly oldSpaceLimit: () => number;
  /** The container's limit in bytes; 0 or more than `totalMemory` for none. */
  readonly constrainedMemory: () => number | undefined;
  readonly totalMemory: () => number;
  /** Event loop utilization, 0 to 1, since the last call. */
  readonly utilization: () => number;
}
/**
 * What can be changed while the detector runs; see the options of the same names. They count from the next look on; an
 * alarm that stands is not taken back. The odds and the bins are not among them: what was spent and binned is so.
 */
type LeakThresholds = Pick<LeakConfig, "suspectedHeadroomRatio" | "confirmedHeadroomRatio" | "materialityBytes" | "nativeMaterialityBytes" | "reversalFactor" | "memoryLimitBytes">;
/** Whoever wants to know of the levels of the heap. */
interface HeapPressureSource {
  on(listener: (change: HeapPressure) => void): Disposable;
}
/** Stand-ins for the process, for tests. */
interface MemoryLeakInternals {
  readonly clock?: Clock;
  readonly sources?: MemorySources;
  readonly evidence?: EvidenceSources;
  readonly workers?: WatchWorkers;
}
/**
 * Tells memory leaks from everything that only looks like one, by the live heap after the full collections that V8 does
 * anyway, and by external and native memory. Throws a `TypeError` or `RangeError` for bad options.
 */
declare class MemoryLeakInstrumentation extends InstrumentationHost<MemoryLeakOptions> {
  #private;
  /**
   * Tells of each level of pressure that the heap enters, by what full collections leave; for `shrinkCachesUnder` and the like.
   * The level ends 5 % below its beginning, and no earlier than a minute after. Throws a `TypeError` where a listener is no function.
   */
  readonly pressure: HeapPressureSource;
  /** What counts as a leak, to be changed while it runs. */
  readonly thresholds: Thresholds<LeakThresholds>;
  constructor(options?: MemoryLeakOptions, internals?: MemoryLeakInternals);
  /**
   * Calls `listener` when a heap comes so near to its limit that it is time to drain, the own one or that of a worker thread, and
   * again once it was farther meanwhile. Disposing the answer ends it. Throws a `TypeError` where `listener` is no function.
   */
  onNearLimit(listener: (warning: NearLimit) => void): Disposable;
  /** The last verdicts, by area and of workers; memory in bytes. */
  read(): LeakReadings;
  /** Takes effect when it is next enabled, but for `thresholds`, which do at once. Throws as the constructor does. */
  override setConfig(options: MemoryLeakOptions): void;
  protected override start(context: InstrumentationContext): Disposable;
}
/** Every metric that this package emits. */
declare const METRICS: {
  readonly usedAfterGc: {
    readonly name: "plimsoll.memory.used_after_gc";
    readonly instrument: "observableUpDownCounter";
    readonly unit: "By";
    readonly valueType: "int";
    readonly description: "Heap memory used, as measured after the most recent major garbage collection.";
    readonly attributes: readonly ["v8js.heap.space.name"];
    readonly stability: "development";
  };
  readonly growthRate: {
    readonly name: "plimsoll.memory.growth.rate";
    readonly instrument: "observableGauge";
    readonly unit: "By/s";
    readonly valueType: "double";
    readonly description: "Trend slope of memory after garbage collection.";
    readonly attributes: readonly ["plimsoll.memory.area"];
    readonly stability: "development";
  };
  readonly leakSuspicion: {
    readonly name: "plimsoll.memory.leak.suspicion";
    readonly instrument: "observableGauge";
    readonly unit: "1";
    readonly valueType: "double";
    readonly description: "Leak suspicion score in the range [0, 1].";
    readonly attributes: readonly ["plimsoll.memory.area"];
    readonly stability: "development";
  };
  readonly leakStatus: {
    readonly name: "plimsoll.memory.leak.status";
    readonly instrument: "observableUpDownCounter";
    readonly unit: "1";
    readonly valueType: "int";
    readonly description: "Leak detector status: `1` for the current state, `0` for the others.";
    readonly attributes: readonly ["plimsoll.memory.area", "plimsoll.memory.leak.state"];
    readonly stability: "development";
  };
  readonly leakDetections: {
    readonly name: "plimsoll.memory.leak.detections";
    readonly instrument: "counter";
    readonly unit: "{detection}";
    readonly valueType: "int";
    readonly description: "Number of times a leak became suspected.";
    readonly attributes: readonly ["plimsoll.memory.area"];
    readonly stability: "development";
  };
  readonly heapSnapshotDuration: {
    readonly name: "plimsoll.memory.heap_snapshot.duration";
    readonly instrument: "histogram";
    readonly unit: "s";
    readonly valueType: "double";
    readonly description: "Duration of heap snapshots.";
    readonly attributes: readonly ["plimsoll.memory.heap_snapshot.trigger", "error.type"];
    readonly buckets: readonly [0.1, 0.5, 1, 2, 5, 10, 30, 60];
    readonly stability: "development";
  };
  readonly workerHeapUtilization: {
    readonly name: "plimsoll.memory.worker.heap.utilization";
    readonly instrument: "observableGauge";
    readonly unit: "1";
    readonly valueType: "double";
    readonly description: "Fraction of the heap limit in use by the worker thread that uses most of its own.";
    readonly attributes: readonly [];
    readonly stability: "development";
  };
  readonly listenerWarnings: {
    readonly name: "plimsoll.nodejs.listener.warnings";
    readonly instrument: "counter";
    readonly unit: "{warning}";
    readonly valueType: "int";
    readonly description: "Number of warnings of Node.js that an emitter or event target has more listeners than its limit.";
    readonly attributes: readonly [];
    readonly stability: "development";
  };
  readonly resourceLeakStatus: {
    readonly name: "plimsoll.resource.leak.status";
    readonly instrument: "observableUpDownCounter";
    readonly unit: "1";
    readonly valueType: "int";
    readonly description: "Leak detector status of a watched series: `1` for the current state, `0` for the others.";
    readonly attributes: readonly ["plimsoll.resource.metric", "plimsoll.resource.leak.state"];
    readonly stability: "development";
  };
  readonly resourceLeakSuspicion: {
    readonly name: "plimsoll.resource.leak.suspicion";
    readonly instrument: "observableGauge";
    readonly unit: "1";
    readonly valueType: "double";
    readonly description: "Leak suspicion score of a watched series in the range [0, 1].";
    readonly attributes: readonly ["plimsoll.resource.metric"];
    readonly stability: "development";
  };
  readonly resourceTrendSlope: {
    readonly name: "plimsoll.resource.trend.slope";
    readonly instrument: "observableGauge";
    readonly unit: "1/s";
    readonly valueType: "double";
    readonly description: "Trend slope of a watched series, as change of the fraction of its limit per second. Not reported without a limit.";
    readonly attributes: readonly ["plimsoll.resource.metric"];
    readonly stability: "development";
  };
  readonly resourceTimeLeft: {
    readonly name: "plimsoll.resource.exhaustion.time_left";
    readonly instrument: "observableGauge";
    readonly unit: "s";
    readonly valueType: "double";
    readonly description: "Predicted time left before a watched series reaches its limit, at most 30 days. Not reported without a limit.";
    readonly attributes: readonly ["plimsoll.resource.metric"];
    readonly stability: "development";
  };
  readonly cacheRequests: {
    readonly name: "plimsoll.cache.requests";
    readonly instrument: "observableCounter";
    readonly unit: "{request}";
    readonly valueType: "int";
    readonly description: "Number of cache look-ups.";
    readonly attributes: readonly ["plimsoll.cache.name", "plimsoll.cache.request.outcome"];
    readonly stability: "development";
  };
  readonly cacheEntries: {
    readonly name: "plimsoll.cache.entry.count";
    readonly instrument: "observableUpDownCounter";
    readonly unit: "{entry}";
    readonly valueType: "int";
    readonly description: "Number of entries in the cache.";
    readonly attributes: readonly ["plimsoll.cache.name"];
    readonly stability: "development";
  };
  readonly cacheEntryLimit: {
    readonly name: "plimsoll.cache.entry.limit";
    readonly instrument: "observableUpDownCounter";
    readonly unit: "{entry}";
    readonly valueType: "int";
    readonly description: "Maximum number of entries in the cache.";
    readonly attributes: readonly ["plimsoll.cache.name"];
    readonly stability: "development";
  };
  readonly cacheUsage: {
    readonly name: "plimsoll.cache.usage";
    readonly instrument: "observableUpDownCounter";
    readonly unit: "By";
    readonly valueType: "int";
    readonly description: "Memory used by the cache.";
    readonly attributes: readonly ["plimsoll.cache.name"];
    readonly stability: "development";
  };
  readonly cacheLimit: {
    readonly name: "plimsoll.cache.limit";
    readonly instrument: "observableUpDownCounter";
    readonly unit: "By";
    readonly valueType: "int";
    readonly description: "Memory limit of the cache.";
    readonly attributes: readonly ["plimsoll.cache.name"];
    readonly stability: "development";
  };
  readonly cacheEvictions: {
    readonly name: "plimsoll.cache.evictions";
    readonly instrument: "observableCounter";
    readonly unit: "{eviction}";
    readonly valueType: "int";
    readonly description: "Number of entries that left the cache.";
    readonly attributes: readonly ["plimsoll.cache.name", "plimsoll.cache.eviction.reason"];
    readonly stability: "development";
  };
};
/** Objects of one constructor, in the later of two snapshots and since the earlier. */
interface ConstructorGrowth {
  /** As it stands in the snapshot; what has none is named by its kind in brackets: `(closure)`, `(string)`. */
  readonly name: string;
  readonly count: number;
  /** Of the objects themselves, without what they hold. */
  readonly bytes: number;
  readonly countGrowth: number;
  readonly bytesGrowth: number;
  /** What holds one of those that came since, from itself to the root; no values. */
  readonly retainers: readonly string[];
}
interface CompareOptions {
  /** How many constructors are told, 1 to 1000; 10 by default. */
  readonly limit?: number;
}
interface SnapshotComparison {
  readonly done: true;
  /** Those that grew, most bytes first. */
  readonly constructors: readonly ConstructorGrowth[];
}
/**
 * Tells which constructors grew between two heap snapshots of one process, and who holds their new objects. A worker thread
 * reads the files, piece by piece; this thread waits without being held up. Throws a `TypeError` or `RangeError` for bad options
 * and nothing else.
 */
declare function compareHeapSnapshots(before: string, after: string, options?: CompareOptions): Promise<SnapshotComparison | Refusal>;
export { type Area, type BusyFunction, CONSTRAINTS, type CacheLike, type CachePriority, type CacheReading, type CollectGarbageOptions, type Collected, type CompareOptions, type ConstructorGrowth, type CpuProfile, type CpuProfileOptions, type Culprit, EVENTS, type EvictionReason, type Frame, type HeapLevel, type HeapPressure, type HeapPressureSource, type HeapProfile, type HeapProfileOptions, type HeapSnapshot, type HeapSnapshotOptions, type KeyvLike, type LeakReading, type LeakReadings, type LeakState, type LeakThresholds, METRICS, MemoryLeakInstrumentation, type MemoryLeakInternals, type MemoryLeakOptions, type NearLimit, OPTIONS, type PressureLevel, type PressureLike, type ProfileFormat, type ProfileOptions, type Refusal, type RefusalReason, type SnapshotComparison, type TrackCacheOptions, type TrackedCache, type WorkerReading, collectGarbage, compareHeapSnapshots, profileCpu, profileHeap, shrinkCaches, shrinkCachesUnder, takeHeapSnapshot, trackCache };

// leak-verdict.d.ts
import * as api from "@opentelemetry/api";
import { Counter, Gauge, Histogram, Meter, MeterProvider, ObservableCounter, ObservableGauge, ObservableUpDownCounter, UpDownCounter } from "@opentelemetry/api";
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
/** One kind of event: a log record with an event name (semconv events.md). */
interface EventSpec {
  readonly name: string;
  readonly severity: keyof typeof SEVERITY_NUMBER;
  readonly description: string;
  /** Every attribute key that the event may carry. */
  readonly attributes: readonly string[];
}
interface EmitOptions {
  /** When it happened, in milliseconds since the epoch; now by default. */
  readonly timestampMillis?: number;
  /** The context that gives the trace id; the active one by default. */
  readonly context?: api.Context;
}
/** Emits the events of one package: the only way in which Plimsoll makes an event. */
interface Emitter {
  emit(spec: EventSpec, attributes: Readonly<Record<string, EventValue | undefined>>, options?: EmitOptions): void;
  /** Sends events to this provider instead of the global one; hands over those that waited. */
  bind(provider?: LoggerProviderLike): void;
  /** Hands over what waited, if there is a Logs SDK by now. */
  flush(): void;
  /** How many events wait for a Logs SDK. */
  readonly waiting: number;
}
type EventValue = string | number | boolean | readonly string[];
interface LoggerLike {
  emit(record: never): void;
  enabled?(options?: never): boolean;
}
/** The part of a `LoggerProvider` that is the same in `@opentelemetry/api` 1.10 and `@opentelemetry/api-logs`. */
interface LoggerProviderLike {
  getLogger(name: string, version?: string, options?: never): LoggerLike;
}
/** https://opentelemetry.io/docs/specs/otel/logs/data-model/#field-severitynumber */
declare const SEVERITY_NUMBER: {
  readonly DEBUG: 5;
  readonly INFO: 9;
  readonly WARN: 13;
  readonly ERROR: 17;
};
/** One row of the catalogue: everything that code, docs, dashboards and alerts need to know. */
interface MetricSpec {
  /** The OpenTelemetry name, as semantic conventions or our own catalogue give it. */
  readonly name: string;
  readonly instrument: keyof InstrumentByKind;
  /** UCUM unit: `s`, `By`, `1`, `{connection}`. */
  readonly unit: string;
  /** Whole numbers are exported as integers. */
  readonly valueType: "int" | "double";
  readonly description: string;
  /** Every attribute key that a data point may carry. */
  readonly attributes?: readonly string[];
  /** Upper bounds of the explicit histogram buckets, in the unit. */
  readonly buckets?: readonly number[];
  readonly stability: "stable" | "release_candidate" | "development";
}
interface InstrumentByKind {
  counter: Counter;
  gauge: Gauge;
  histogram: Histogram;
  upDownCounter: UpDownCounter;
  observableCounter: ObservableCounter;
  observableGauge: ObservableGauge;
  observableUpDownCounter: ObservableUpDownCounter;
}
/** `DataPointType`, `AggregationTemporality` and `ValueType` of sdk-metrics 2.x and 3.x. */
declare const GAUGE = 2;
declare const SUM = 3;
declare const CUMULATIVE = 1;
declare const INT = 0;
declare const DOUBLE = 1;
/** Seconds since the epoch, and nanoseconds. */
type HrTime = [number, number];
interface ProducedPoint {
  startTime: HrTime;
  endTime: HrTime;
  attributes: Record<string, string | number | boolean>;
  value: number;
}
type MetricHead = {
  descriptor: {
    name: string;
    description: string;
    unit: string;
    valueType: typeof INT | typeof DOUBLE;
  };
  aggregationTemporality: typeof CUMULATIVE;
} & ({
  dataPointType: typeof GAUGE;
} | {
  dataPointType: typeof SUM;
  isMonotonic: boolean;
});
/** A metric as a `MetricProducer` of `@opentelemetry/sdk-metrics` 2.x and 3.x hands it to its reader. */
type ProducedMetric = MetricHead & {
  dataPoints: ProducedPoint[];
};
/**
 * A meter whose SDK may come, go and come again. Instruments are made once; `bind` moves them to another
 * meter. What is measured while no SDK is there is held (up to 10,000 measurements an instrument) and handed
 * to the first that comes. OpenTelemetry's own meters stay no-ops for ever when they are taken too early. What a
 * meter does not make is a fault of that instrument alone.
 */
declare class LateMeter {
  #private;
  constructor(faults: Faults, meter?: Meter);
  /** Whether an SDK takes what is measured. */
  get bound(): boolean;
  /** That of the SDK that takes what is measured, where one does. */
  get target(): Meter | undefined;
  /** Moves every instrument to `meter`; a no-op meter or `undefined` leaves them without an SDK. */
  bind(meter: Meter | undefined): void;
  /** Takes the observable instruments off the meter until the answer is disposed: `observed` tells them meanwhile. */
  withdraw(): Disposable;
  /** What the observable instruments tell now, in the shape of the SDK; times are milliseconds since the epoch. */
  observed(startMillis: number, endMillis: number): ProducedMetric[];
  /** The instrument of a spec; the same one for the same name, so that starting again adds none. */
  create<S extends MetricSpec>(spec: S): InstrumentByKind[S["instrument"]];
  /** Drops the instrument of a spec and what it holds for an SDK that is still to come; nothing may use it any more. */
  forget(spec: MetricSpec): void;
}
interface InstrumentationScope {
  /** The npm name of the package. */
  readonly name: string;
  readonly version: string;
}
/** What an instrumentation works with while it runs. */
interface InstrumentationContext {
  readonly meter: LateMeter;
  readonly emitter: Emitter;
  readonly faults: Faults;
  readonly clock: Clock;
}
interface InstrumentationConfig {
  /** Whether it starts when it is constructed; `true` by default. */
  readonly enabled?: boolean;
}
/**
 * The `Instrumentation` interface of `@opentelemetry/instrumentation` over the api alone, so that one build
 * serves SDK 2.x and 3.x. A subclass calls `enable()` at the end of its own constructor.
 */
declare abstract class InstrumentationHost<Config extends InstrumentationConfig> {
  #private;
  readonly instrumentationName: string;
  readonly instrumentationVersion: string;
  protected readonly context: InstrumentationContext;
  constructor(scope: InstrumentationScope, config: Config, clock?: Clock);
  /** Starts every part; what it returns ends them all. It undoes what it began before it throws. */
  protected abstract start(context: InstrumentationContext): Disposable;
  enable(): void;
  disable(): void;
  [Symbol.dispose](): void;
  setMeterProvider(provider: MeterProvider): void;
  setLoggerProvider(provider: LoggerProviderLike): void;
  /** Plimsoll makes no spans. */
  setTracerProvider(_provider: unknown): void;
  getConfig(): Config;
  setConfig(config: Config): void;
}
type LeakState = "unknown" | "none" | "suspected" | "confirmed";
interface LeakVerdict {
  /** `unknown` until enough was seen to say anything. */
  readonly state: LeakState;
  /** The share, 0 to 1, of the growth that confirmation takes; while a leak is suspected what raised that, while it is confirmed 1. */
  readonly suspicion: number;
  /** Units a second; `undefined` until it can be told. */
  readonly growthRate: number | undefined;
  /** The span in seconds that the verdict rests on, and the samples in it. */
  readonly windowSeconds: number;
  readonly sampleCount: number;
  /** Seconds until the limit at this rate, at most 30 days; `undefined` without growth. */
  readonly timeLeftSeconds: number | undefined;
  readonly value: number;
  readonly limit: number;
}
export { LoggerProviderLike as a, InstrumentationHost as i, LeakVerdict as n, Clock as o, InstrumentationContext as r, LeakState as t };

// processor.d.ts
import { a as LoggerProviderLike, n as LeakVerdict, t as LeakState } from "./leak-verdict.js";
/**
 * A fold over the metrics of one reader: takes what was collected and returns a new object, never the same one
 * changed. One instance serves one reader. `ResourceMetrics` is that of `@opentelemetry/sdk-metrics`, 2.x or 3.x.
 */
interface MetricProcessor<ResourceMetrics> {
  process(metrics: ResourceMetrics): ResourceMetrics;
}
/** The public part of a metric reader; the same in SDK 2.x and 3.x. */
interface Reader {
  setMetricProducer(producer: never): void;
  selectAggregation(instrument: never): unknown;
  selectAggregationTemporality(instrument: never): unknown;
  selectCardinalityLimit(instrument: never): number;
  collect(options?: never): Promise<unknown>;
  shutdown(options?: never): Promise<void>;
  forceFlush(options?: never): Promise<void>;
}
/** What a reader collects: `ResourceMetrics`. */
type MetricsOf<R extends Reader> = Parameters<R["setMetricProducer"]>[0] extends {
  collect(...options: never): Promise<infer C>;
} ? C extends {
  readonly resourceMetrics: infer Metrics;
} ? Metrics : never : never;
/**
 * The reader, with everything that it collects folded by the processors in their order: what is exported is what
 * they return. Give the result, and not the reader itself, to the SDK; keep the reader for its own methods.
 * A processor that throws, or answers with nothing, is passed over and reported once.
 */
declare function withProcessors<R extends Reader>(reader: R, processors: readonly MetricProcessor<MetricsOf<R>>[]): Pick<R, keyof Reader>;
/** One look at an amount of anything that should not grow for ever. */
interface AmountSample {
  /** Monotonic seconds since the start of the process. */
  readonly time: number;
  readonly value: number;
  /** Where the amount must end; without it, it is judged as though that were at ten times what it was once warm. */
  readonly limit?: number | undefined;
  /** What the amount follows, from 0 on, in any unit: growth that it explains is not accused. One that is not finite is passed over. */
  readonly load?: number | undefined;
}
/** A fold: a sample in, the verdict out. It has no clock; all time is in the samples. */
interface AmountFold {
  /** One without a finite value is passed over. */
  push(sample: AmountSample): LeakVerdict;
}
interface LeakFoldOptions {
  /** How long after the start growth is expected, 0 to 24 h; 60 000 by default. */
  readonly warmupMillis?: number;
  /** The width of the finest bin, 100 ms to 1 h; 60 000 by default. The fastest verdict takes five bins with samples. */
  readonly minBinMillis?: number;
  /** The share of the head-room that growth must have eaten to be suspected, 0.01 to 1; 0.08 by default. */
  readonly suspectedHeadroomRatio?: number;
  /** The same to be confirmed, at least `suspectedHeadroomRatio`; 0.15 by default. */
  readonly confirmedHeadroomRatio?: number;
  /** Growth below this is never reported, in the unit of the values; 100 by default. */
  readonly materiality?: number;
  /** Growth must exceed the largest run-up that was given back times this, 0 to 10; 1.5 by default. */
  readonly reversalFactor?: number;
  /** The accepted odds of a trend by chance, once at start and then a day, up to 0.5; 0.05 by default. */
  readonly falseAlarmRatio?: number;
}
/**
 * The verdict of the detector on any series: open files, sockets, timers, entries of a cache. Whatever is counted is held, so
 * that no collection must vouch for it. Throws a `TypeError` or `RangeError` for bad options.
 */
declare function createLeakFold(options?: LeakFoldOptions): AmountFold;
/** A metric whose series should not grow for ever: a gauge or an up-down counter. */
interface WatchedResource {
  /** Its name, as it is collected. */
  readonly metric: string;
  /** Only series with these attributes are judged; all by default. */
  readonly where?: Readonly<Record<string, string | number | boolean>>;
  /**
   * The metric that tells where a series ends. Of its series that one counts all of whose attributes the watched one has:
   * the limit of a pool for the used connections of that pool.
   */
  readonly limitMetric?: string;
  /**
   * Where a series ends, in the unit of the metric, above 0; with `limitMetric` the lesser counts that is not yet passed.
   * Without either it is judged as though it ended at ten times what it held when it was first seen warm.
   */
  readonly limit?: number;
  /** The metric that the series follow, all its series together: growth that it explains is not accused. A gauge or an up-down counter. */
  readonly loadMetric?: string;
  /** Growth below this is never reported, in the unit of the metric; 100 by default. */
  readonly materiality?: number;
  /** The share of the head-room that growth must have eaten; those of the processor by default. */
  readonly suspectedHeadroomRatio?: number;
  readonly confirmedHeadroomRatio?: number;
}
/**
 * What is judged by default, by the names of the packages of Plimsoll and of semantic conventions. More than 65,536 file
 * descriptors are hardly meant, though containers often allow a million. Connections in use follow the load, so that of a
 * pool much more must be eaten.
 */
declare const WATCHED: readonly WatchedResource[];
/** The part of a collected metric that is read; the same in SDK 2.x and 3.x. */
interface CollectedMetric {
  readonly descriptor: {
    readonly name: string;
  };
  readonly dataPointType: number;
  readonly aggregationTemporality: number;
  readonly isMonotonic?: boolean;
  readonly dataPoints: readonly {
    /** Seconds since the epoch, and nanoseconds. */
    readonly endTime: readonly [number, number];
    readonly attributes: Readonly<Record<string, unknown>>;
    readonly value: unknown;
  }[];
}
/** `ResourceMetrics` of `@opentelemetry/sdk-metrics` 2.x and 3.x, as far as it is read. */
interface CollectedMetrics {
  readonly scopeMetrics: readonly {
    readonly scope: {
      readonly name: string;
    };
    readonly metrics: readonly CollectedMetric[];
  }[];
}
type SeriesAttributes = Readonly<Record<string, string | number | boolean>>;
interface LeakProcessorOptions extends Omit<LeakFoldOptions, "materiality"> {
  /** What is judged, in place of `WATCHED`. */
  readonly resources?: readonly WatchedResource[];
  /** How many series are judged at most, 1 to 1000; 50 by default, up to 30 kB each after a month. Others are one warning. */
  readonly seriesLimit?: number;
  /** Whether changes of state are events; `true` by default. Of several readers one is enough. */
  readonly events?: boolean;
}
/** What is known of one watched series; rates in the unit of the metric. */
interface ResourceReading {
  readonly metric: string;
  readonly attributes: SeriesAttributes;
  readonly state: LeakState;
  /** 0 to 1: the share of the growth that confirmation takes. */
  readonly suspicion: number;
  readonly growthPerSecond: number | undefined;
  readonly value: number;
  /** Where it ends, if that is known. */
  readonly limit: number | undefined;
  /** Seconds until then at this rate, at most 30 days. */
  readonly timeLeftSeconds: number | undefined;
}
/** A metric processor for one reader, of SDK 2.x or 3.x. */
interface LeakProcessor {
  /** What was collected, and what is thought of it. */
  process<Metrics extends CollectedMetrics>(metrics: Metrics): Metrics;
  /** The last verdicts. */
  read(): readonly ResourceReading[];
  /** Sends events to this provider instead of the global one. */
  setLoggerProvider(provider: LoggerProviderLike): void;
}
/**
 * Judges series of any gauge or up-down counter as the detector judges the heap: file descriptors, sockets, timers, connections
 * of a pool, entries of a cache; adds `plimsoll.resource.*` to what is collected and makes an event of each change of state. Time is
 * that of the collections; one that goes backwards stands. Throws a `TypeError` or `RangeError` for bad options.
 */
declare function createLeakProcessor(options?: LeakProcessorOptions): LeakProcessor;
export { type AmountFold, type AmountSample, type CollectedMetric, type CollectedMetrics, type LeakFoldOptions, type LeakProcessor, type LeakProcessorOptions, type LeakState, type LeakVerdict, type MetricProcessor, type MetricsOf, type ResourceReading, WATCHED, type WatchedResource, createLeakFold, createLeakProcessor, withProcessors };
