// detector/index.d.ts
/** The `ResourceDetector` of `@opentelemetry/resources` 2.x and 3.x, as far as it is used. */
interface ResourceDetector {
  detect(): {
    readonly attributes: Record<string, string>;
  };
}
/**
 * Tells `container.id`, the one resource attribute of semconv 1.45 that our readers know and the SDK's own detectors
 * (`host`, `os`, `process`) do not: from /proc/self/cgroup where the process sees the path of its container, else from
 * what Docker, podman and CRI-O mount into it. It is absent outside of a container, on other systems than Linux, and
 * where a runtime shows no id (containerd with cgroup v2): a guess would be another container's. With Docker's
 * `--network container:other` below cgroup v2 it is that of the other.
 *
 * Limits of a cgroup and models of GPUs are not told: semconv has no resource attributes for them. The limits are
 * metrics (`plimsoll.container.*`), `hw.*` are attributes of metrics. It never throws and never waits.
 */
declare const resourceDetector: ResourceDetector;
export { type ResourceDetector, resourceDetector };

// frames/index.d.ts
import { MeterProvider } from "@opentelemetry/api";
interface FrameOptions {
  /** What is drawn or advanced: a window, a canvas, a game loop. Becomes an attribute: few, and no two alike. */
  readonly surface: string;
  /** The tenant, view or job that the frames are of. Default the unit in which the monitor is made, if any. */
  readonly unit?: string;
  /** How many frames a second are wanted, from 1 to 1000. */
  readonly targetHz: number;
  /** From when on a gap or a frame is a pause and not counted, in milliseconds from 1000 to 3600000. Default 5000. */
  readonly pauseAfterMillis?: number;
  /** Monotonic seconds. Default `performance.now()`. */
  readonly clock?: {
    now(): number;
  };
  /** Who makes the meter. Default the global one, which may come late. */
  readonly meterProvider?: MeterProvider;
  /** Its abort ends the monitor; for browsers without `Symbol.dispose`. */
  readonly signal?: AbortSignal;
}
/** What became of the frames since the monitor was made. */
interface FrameReadings {
  /** Rendered within their period. */
  readonly presented: number;
  /** Rendered in longer than their period. */
  readonly late: number;
  /** Periods in which no frame began, and frames that never ended. */
  readonly dropped: number;
  /** Of the frame that ended last; absent before the first. */
  readonly durationSeconds?: number;
  /** Frames presented per second, late ones too, over the last second; absent before it is full. */
  readonly ratePerSecond?: number;
}
/** Tells how the frames of one surface keep their pace. After its end it measures nothing and harms nothing. */
interface FrameMonitor extends Disposable {
  /** Calls `render` as one frame and gives its answer. What it throws goes on, and its frame counts as dropped. */
  frame<T>(render: () => T): T;
  /** The rendering of a frame begins: for frames that end in another turn. */
  begin(): void;
  /** The frame that began last is ready. */
  end(): void;
  /** No frames are wanted until the next begins: for `document.hidden` and loops that stand still. */
  pause(): void;
  /** From memory, also without any SDK. */
  read(): FrameReadings;
}
/**
 * Watches the frames of a surface or the turns of a paced loop. Nothing that it imports is Node's own, so it runs in
 * browsers. Throws a `TypeError` or a `RangeError` for bad options.
 */
declare function createFrameMonitor(options: FrameOptions): FrameMonitor;
export { type FrameMonitor, type FrameOptions, type FrameReadings, createFrameMonitor };

// index.d.ts
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
export { Clock as a, ProducedMetric as i, InstrumentationContext as n, InstrumentationHost as r, InstrumentationConfig as t };

// index.d.ts
import { a as Clock, i as ProducedMetric, n as InstrumentationContext, r as InstrumentationHost, t as InstrumentationConfig } from "./index.js";
import { r as Profile } from "./profiles.js";
/** Where the kernel's file systems are mounted; tests have trees of their own. */
interface Roots {
  readonly proc: string;
  readonly sys: string;
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
/** Why a GPU holds its clocks down: the values of `plimsoll.gpu.throttle.reason`. */
type GpuThrottleReason = "power_cap" | "sw_thermal" | "hw_thermal" | "hw_slowdown" | "hw_power_brake" | "sync_boost" | "clocks_setting" | "display_clocks_setting" | "idle" | "unknown";
/** A part of a GPU with a clock of its own. */
type GpuClock = "graphics" | "sm" | "memory" | "video";
/** What a GPU, or a part of one that is a device of its own (MIG), told last. What it does not tell is absent. */
interface GpuReadings {
  /** The UUID of NVIDIA, or the address on the PCI bus. */
  readonly id: string;
  /** `nvidia0`, `nvidia0/mig1`, `card1`. */
  readonly name: string;
  /** The GPU that it is a part of. */
  readonly parent?: string;
  readonly vendor: string;
  readonly model?: string;
  readonly driverVersion?: string;
  /** `degraded` where the driver has a fault, `failed` where it does not answer for it: all numbers are then absent. */
  readonly state: "ok" | "degraded" | "failed";
  /** Share of the time in which it worked at anything, in the sample period of the driver (1/6 s to 1 s). */
  readonly utilization?: number;
  readonly encoderUtilization?: number;
  readonly decoderUtilization?: number;
  /** Share of the time in which its memory was read or written. */
  readonly memoryBandwidthUtilization?: number;
  readonly memoryLimitBytes?: number;
  /** What nobody can allocate any more: what is allocated, and what driver and firmware reserve. */
  readonly memoryUsedBytes?: number;
  /** What driver and firmware reserve; part of the used. */
  readonly memoryReservedBytes?: number;
  readonly temperatureCelsius?: number;
  readonly memoryTemperatureCelsius?: number;
  readonly powerWatts?: number;
  /** Since the driver was loaded. */
  readonly energyJoules?: number;
  readonly clocksHertz?: Readonly<Partial<Record<GpuClock, number>>>;
  /** All that hold its clocks down now. */
  readonly throttleReasons?: readonly GpuThrottleReason[];
  /** Since the driver was loaded; of the reasons that it counts. */
  readonly throttledSeconds?: Readonly<Partial<Record<GpuThrottleReason, number>>>;
  /** Memory errors (ECC) since the driver was loaded. */
  readonly errors?: {
    readonly corrected?: number;
    readonly uncorrected?: number;
  };
  /** GPU memory of this process. */
  readonly processMemoryBytes?: number;
  /** Share of the time between the last two samples in which its busiest engine worked for this process. */
  readonly processUtilization?: number;
}
/** What a thread of this process does. */
type ThreadRole = "main" | "libuv" | "v8" | "worker" | "other";
/** Sensors that no alert of ours stands on: they run where they are asked for. */
declare const OPTIONAL_SENSOR_NAMES: readonly ["disk", "paging", "filesystem", "battery", "temperature", "gpu", "peers", "cpu_cores", "active_resources", "units"];
type OptionalSensorName = (typeof OPTIONAL_SENSOR_NAMES)[number];
type SensorName = "cpu" | "memory" | "network" | "process" | "process_network" | "file_descriptors" | "cgroup" | "pressure" | "event_loop" | "heap" | "gc" | "workers" | "thread_pool" | OptionalSensorName;
/** Whether a sensor works: what `plimsoll.probe.status` tells. */
type ProbeState = "active" | "unsupported" | "failing" | "disabled";
/**
 * The last sample of every sensor; a part is absent where its sensor has nothing. Bytes, seconds, CPUs and ratios
 * from 0 to 1, unless said otherwise.
 */
interface ResourceReadings {
  /** When the sample was taken, in milliseconds since the epoch; absent before the first. */
  readonly takenAtMillis?: number;
  readonly process?: ProcessReadings;
  readonly threads?: ThreadReadings;
  readonly threadPool?: ThreadPoolReadings;
  readonly eventLoop?: EventLoopReadings;
  readonly heap?: HeapReadings;
  readonly fileDescriptors?: {
    readonly open: number;
    readonly limit?: number;
  };
  readonly container?: ContainerReadings;
  readonly host?: HostReadings;
  readonly memory?: {
    readonly usedBytes: number;
    readonly limitBytes: number;
  };
  readonly pressure?: {
    readonly host?: PressureReadings;
    readonly container?: PressureReadings;
  };
  readonly network?: NetworkReadings;
  /** What the sockets of this thread carried. Counts never fall. */
  readonly sockets?: {
    readonly receivedBytes: number;
    readonly transmittedBytes: number;
  };
  /** All packs of the machine as one; absent where there is none. Read every 30 seconds. */
  readonly battery?: BatteryReadings;
  /** By chip and input (`coretemp/temp1`) or thermal zone, 16 at most. Read every 30 seconds. */
  readonly temperatures?: Readonly<Record<string, TemperatureReadings>>;
  /** At most 16 GPUs and 16 parts of them (MIG), asked every 5 seconds; absent without the sensor `gpu`. */
  readonly gpus?: readonly GpuReadings[];
  /** Those that this process exchanged the most with of late, the busiest first: eight, or as many as `peerLimit` says. */
  readonly peers?: readonly PeerReadings[];
  /** What each unit used since the sensor began, by name; absent before the first. */
  readonly units?: Readonly<Record<string, UnitReadings>>;
  readonly probes: Readonly<Record<SensorName, ProbeState>>;
}
interface ProcessReadings {
  /** CPUs used between the last two samples: 1.5 is one and a half. Absent before the second sample. */
  readonly cpuCores?: number;
  /** CPUs that it may use: the lower of its quota, which may be fractional, and its CPU set. */
  readonly cpuLimitCores: number;
  /** `cpuCores` divided by `cpuLimitCores`. */
  readonly cpuUtilization?: number;
  readonly residentBytes: number;
  readonly virtualBytes?: number;
  readonly threads?: number;
  /** Nice value, from -20, which runs first, to 19. */
  readonly priority?: number;
  readonly uptimeSeconds: number;
}
/**
 * By what the threads of the process do, read every 5 seconds; absent before the second look, and where the kernel tells
 * nothing of threads. The names of threads tell it, and before Node.js 24 (the pool of libuv: 22) they have none.
 */
type ThreadReadings = Readonly<Partial<Record<ThreadRole, RoleReadings>>>;
/** Of all threads of one role, between the last two looks. */
interface RoleReadings {
  /** CPUs used. */
  readonly cpuCores: number;
  /** CPUs waited for: 0.5 is one thread that was ready to run half of the time and had no CPU. Absent where the kernel does not tell. */
  readonly waitCores?: number;
}
/** Of libuv: file system, DNS look-ups, crypto and compression run in it. */
interface ThreadPoolReadings {
  /** Its threads. */
  readonly size: number;
  /**
   * How long a request waited for a thread, or has waited at least, while none takes it; asked every 5 seconds. Absent
   * before the pool has started, and off Linux.
   */
  readonly delaySeconds?: number;
}
interface EventLoopReadings {
  /** Between the last two samples. Absent before the second. */
  readonly utilization?: number;
  /** Of the window; absent before the first delay is measured. */
  readonly delayP50Seconds?: number;
  readonly delayP99Seconds?: number;
  readonly delayMaxSeconds?: number;
}
interface HeapReadings {
  readonly usedBytes: number;
  readonly limitBytes: number;
  /** `usedBytes` divided by `limitBytes`. */
  readonly utilization: number;
  readonly externalBytes: number;
  readonly arrayBufferBytes: number;
}
interface ContainerReadings {
  /** The CPU quota; absent where nothing limits. */
  readonly cpuLimitCores?: number;
  /** Share of the enforcement periods between the last two samples in which the quota ran out. */
  readonly throttledRatio?: number;
  /** Absent where nothing limits. */
  readonly memoryLimitBytes?: number;
  readonly memoryUsageBytes?: number;
  readonly workingSetBytes?: number;
}
interface HostReadings {
  /** Share of the CPU time between the last two samples that was not idle. */
  readonly cpuUtilization?: number;
  readonly logicalCpus: number;
}
/** Share of the time between the last two samples in which tasks were stalled. */
type PressureReadings = Readonly<Partial<Record<"cpu" | "memory" | "io" | "irq", {
  readonly some?: number;
  readonly full?: number;
}>>>;
/** Of the host. Counts are the kernel's, and never fall. */
interface NetworkReadings {
  /** The interfaces that are there and have carried something, by name: eight at most, all others together as `other`. */
  readonly interfaces: Readonly<Record<string, InterfaceReadings>>;
  /** Read every 10 seconds; absent where the kernel tells nothing of TCP. */
  readonly tcp?: TcpReadings;
  /** Read every 10 seconds; absent where the kernel does not count them. */
  readonly sockets?: SocketReadings;
}
interface InterfaceReadings {
  readonly receive: TrafficReadings;
  readonly transmit: TrafficReadings;
  /** Whether its line is up. Absent, as are the next two, where it has none of its own, and before they are read. */
  readonly up?: boolean;
  /** What its line carries in each direction; absent where the driver does not know. */
  readonly limitBytesPerSecond?: number;
  /** Share of that in the busier direction, between the last two samples; of both together on a half-duplex line. */
  readonly utilization?: number;
}
interface TrafficReadings {
  readonly bytes: number;
  /** Between the last two samples. Absent before the second. */
  readonly bytesPerSecond?: number;
  /** These are absent where the system does not tell them: packets on macOS and Windows. */
  readonly packets?: number;
  readonly errors?: number;
  readonly dropped?: number;
}
/** Segments; those sent again are not among the transmitted. */
interface TcpReadings {
  readonly received: number;
  readonly transmitted: number;
  readonly retransmitted: number;
}
/** How many there are now. */
interface SocketReadings {
  /** Open connections, and those that the other side has closed. */
  readonly tcpEstablished?: number;
  /** Connections that wait after their end. */
  readonly tcpTimeWait: number;
  /** All others: listening, opening and closing. */
  readonly tcpOther?: number;
  readonly udp: number;
}
interface BatteryReadings {
  readonly charge: number;
  readonly charging: boolean;
  /** Whether the machine draws from it: a charger that is too weak is still a charger. */
  readonly onBattery: boolean;
  /** Until it is full while charging, or empty while discharging; absent where that is not known. */
  readonly timeLeftSeconds?: number;
}
/** In degrees Celsius. */
interface TemperatureReadings {
  /** What the driver calls the place. */
  readonly location: string;
  readonly celsius: number;
  /** Above it the machine turns itself off. */
  readonly criticalCelsius?: number;
}
/** Of the connection that was looked at last. */
interface PeerReadings {
  readonly address: string;
  /** Absent where it is the peer that connects. */
  readonly port?: number;
  /** Smoothed, as the kernel has it. */
  readonly rttSeconds?: number;
  /** The lowest of the last minutes. */
  readonly minRttSeconds?: number;
  /** Segments sent again, as long as the peer is among the known. */
  readonly retransmitted: number;
}
/** Counts never fall, but for the heap, which is what the workers of the unit hold now. */
interface UnitReadings {
  readonly loopSeconds: number;
  readonly cpuSeconds?: number;
  readonly heapBytes?: number;
  readonly allocatedBytes?: number;
}
interface SubscribeOptions {
  /** Its abort ends the subscription. */
  readonly signal?: AbortSignal;
}
/** What code can ask of the resources: pressure, admission, health and commands stand on it. */
interface ResourceMonitor extends Disposable {
  /** The last sample, from memory; after the end, the last there was. */
  read(): ResourceReadings;
  /**
   * A fresh sample; never rejects. One that is younger than 100 ms (half an interval, where that is shorter) is fresh:
   * it is the answer again, since shares of so little time are noise. After the end, the last there was.
   */
  sample(): Promise<ResourceReadings>;
  /**
   * Calls `listener` with every sample from the next one on, until the answer is disposed, `signal` aborts or the
   * monitor is disposed. What it throws, or rejects with, is one diagnostic, and it goes on being called. Throws a
   * `TypeError` where `listener` is no function or `signal` no `AbortSignal`.
   */
  subscribe(listener: (readings: ResourceReadings) => void, options?: SubscribeOptions): Disposable;
}
/** Those whose metrics have names that ours have too. */
declare const OTHERS: readonly ["instrumentation-runtime-node", "host-metrics", "instrumentation-host-metrics", "hostmetricsreceiver"];
type Other = (typeof OTHERS)[number];
/**
 * What each of them reports under a name of ours: `@opentelemetry/instrumentation-runtime-node` 0.37,
 * `@opentelemetry/host-metrics` 0.39, `@opentelemetry/instrumentation-host-metrics` 0.7, and the scrapers of the
 * Collector's `hostmetrics` receiver 0.162 with what they report by default. Its `process` scraper is left out: it
 * tells of other processes too.
 */
declare const LEFT_TO: Readonly<Record<Other, readonly string[]>>;
/** What a user can choose. */
interface ResourceOptions extends InstrumentationConfig {
  /** Whether it starts when it is constructed. Default `true`. */
  readonly enabled?: boolean;
  /**
   * How often a sample is taken, in milliseconds from 100 to 60000. Default 1000: counters are then at most a second old
   * when a reader takes them, and an idle process is woken once a second.
   */
  readonly sampleIntervalMillis?: number;
  /**
   * How far back the event loop delay reaches at least, in milliseconds from 1000 to 3600000. Default 60000, the default
   * export interval of OpenTelemetry: no stall falls between two exports. Give yours where it is longer.
   */
  readonly eventLoopDelayWindowMillis?: number;
  /**
   * Whether `system.*`, which is the same for every process of a host, is reported. Default `true`; never by worker
   * threads or the workers of a cluster.
   */
  readonly host?: boolean;
  /** Sensors that are left out, also where `enabledSensors` names them. Default none. */
  readonly disabledSensors?: readonly SensorName[];
  /** Sensors that run beside those that run by default. Default none. */
  readonly enabledSensors?: readonly OptionalSensorName[];
  /**
   * How much is reported: `core` is at most 60 series, `default` at most 150, `full` everything. Readings are complete
   * in each. Default `'full'`.
   */
  readonly profile?: Profile;
  /**
   * Others that report metrics of the same names: those are left to them, and everything else is reported still.
   * Readings are complete. Default none.
   */
  readonly leaveTo?: readonly Other[];
  /** How many peers the sensor `peers` tells by name, from 1 to 100; the rest together as `other`. Default 8. */
  readonly peerLimit?: number;
  /** How many units the sensor `units` tells by name, from 1 to 1000; the rest together as `other`. Default 50. */
  readonly unitLimit?: number;
}
/**
 * The rules of the options.
 * @internal
 */
declare const OPTIONS: {
  readonly enabled: OptionRule<boolean>;
  readonly sampleIntervalMillis: OptionRule<number>;
  readonly eventLoopDelayWindowMillis: OptionRule<number>;
  readonly host: OptionRule<boolean>;
  readonly disabledSensors: OptionRule<readonly SensorName[]>;
  readonly enabledSensors: OptionRule<readonly OptionalSensorName[]>;
  readonly profile: OptionRule<Profile>;
  readonly leaveTo: OptionRule<readonly Other[]>;
  readonly peerLimit: OptionRule<number>;
  readonly unitLimit: OptionRule<number>;
};
/**
 * A `MetricProducer` of `@opentelemetry/sdk-metrics` 2.x and 3.x for the `metricProducers` option of a reader: it
 * hands over finished data points at each collection, cumulative ones. Disposed it hands over nothing.
 */
interface ResourceMetricProducer extends Disposable {
  collect(): Promise<{
    resourceMetrics: {
      /** Readers take the resource of their SDK and leave this one. */
      resource: never;
      scopeMetrics: {
        scope: {
          name: string;
          version: string;
        };
        metrics: ProducedMetric[];
      }[];
    };
    errors: unknown[];
  }>;
}
/** The functions of systeminformation that are asked. */
type Topic = "mem" | "networkStats" | "fsSize" | "disksIO" | "battery" | "cpuTemperature";
/** The library `systeminformation`, which starts programs of the system, in a thread of its own. */
interface SystemInformation extends Disposable {
  /** What the function `topic` answers, one question after another; rejects where it fails or is given up. */
  ask(topic: Topic, argument?: string): Promise<unknown>;
  /** Gives up what was asked and ends the thread, which may hang; the next question has a new one. */
  abandon(): void;
}
/** What tells of a machine that has no /proc; tests hand in what was recorded on one. */
interface Portable {
  readonly platform: "darwin" | "win32";
  readonly os: {
    cpus(): readonly {
      readonly times: OsCpuTimes;
    }[];
    loadavg(): readonly number[];
    totalmem(): number;
    freemem(): number;
    networkInterfaces(): Readonly<Record<string, unknown>>;
  };
  /** Absent where it is not installed. */
  readonly information?: SystemInformation;
}
/** Milliseconds since the start of the machine. */
interface OsCpuTimes {
  readonly user: number;
  readonly nice: number;
  readonly sys: number;
  readonly idle: number;
  readonly irq: number;
}
/** What can be changed while the sensors run; see the options of the same names. */
type ResourceThresholds = Required<Pick<ResourceOptions, "sampleIntervalMillis" | "eventLoopDelayWindowMillis">>;
/**
 * What it stands on; tests hand in their own.
 * @internal
 */
interface Surroundings {
  readonly clock: Clock;
  readonly roots: Roots;
  /** Opens what tells of the machine on macOS and Windows; `undefined` elsewhere. */
  readonly portable: () => Portable | undefined;
  /** Whether this thread speaks for its process. */
  readonly mainThread: boolean;
  /** Whether this process may speak for its host. */
  readonly mainProcess: boolean;
}
/**
 * Metrics of the host, the container, the process and Node.js itself, and the readings behind them for code. One for
 * each process goes into the `instrumentations` of an SDK; without one it finds the global MeterProvider by itself.
 */
declare class ResourceInstrumentation extends InstrumentationHost<ResourceOptions> implements ResourceMonitor {
  #private;
  /** How often samples are taken, and how far back the event loop delay reaches, to be changed while it runs. */
  readonly thresholds: Thresholds<ResourceThresholds>;
  /** Throws a `TypeError` for an unknown option or a wrong type, and a `RangeError` for a value out of range. */
  constructor(options?: ResourceOptions, surroundings?: Partial<Surroundings>);
  read(): ResourceReadings;
  sample(): Promise<ResourceReadings>;
  subscribe(listener: (readings: ResourceReadings) => void, options?: SubscribeOptions): Disposable;
  /**
   * The cheap delivery of everything but the histograms: hand it to every reader that you build, as
   * `metricProducers: [instrumentation.metricProducer()]`, before the first collection. Until it is disposed those
   * metrics go nowhere else, and they come cumulative and without the views of the SDK.
   */
  metricProducer(): ResourceMetricProducer;
  /** Takes effect when it is next enabled, but for `thresholds`, which do at once. Throws as the constructor does. */
  override setConfig(options: ResourceOptions): void;
  override [Symbol.dispose](): void;
  protected override start(context: InstrumentationContext): Disposable;
}
/** What a user can choose; it starts at once. */
type MonitorOptions = Omit<ResourceOptions, "enabled">;
/**
 * Starts the sensors for code that wants their readings. It needs no SDK, and where there is a global MeterProvider, or
 * comes one, the metrics are reported too. One for each process: a `ResourceInstrumentation` that runs is itself the
 * monitor. Throws a `TypeError` for an unknown option or a wrong type, and a `RangeError` for a value out of range.
 */
declare function createResources(options?: MonitorOptions, surroundings?: Partial<Surroundings>): ResourceMonitor;
/** Every event that this package emits. */
declare const EVENTS: {
  readonly priorityChanged: {
    readonly name: "plimsoll.process.priority_changed";
    readonly severity: "INFO";
    readonly description: "The niceness of the process was raised under pressure, or given back after it.";
    readonly attributes: readonly ["plimsoll.process.niceness.current", "plimsoll.process.niceness.previous", "plimsoll.resource.type"];
  };
};
/** What is told of the container, and stalls of it and the host. */
declare const CONTAINER_METRICS: {
  readonly containerCpuTime: {
    readonly name: "container.cpu.time";
    readonly instrument: "observableCounter";
    readonly unit: "s";
    readonly valueType: "double";
    readonly description: "CPU seconds used by the cgroup whose quota binds.";
    readonly attributes: readonly ["cpu.mode"];
    readonly stability: "release_candidate";
  };
  readonly containerCpuThrottledTime: {
    readonly name: "plimsoll.container.cpu.throttled.time";
    readonly instrument: "observableCounter";
    readonly unit: "s";
    readonly valueType: "double";
    readonly description: "Time the cgroup whose quota binds was throttled by it.";
    readonly stability: "development";
  };
  readonly containerCpuPeriods: {
    readonly name: "plimsoll.container.cpu.periods";
    readonly instrument: "observableCounter";
    readonly unit: "{period}";
    readonly valueType: "int";
    readonly description: "Number of CFS bandwidth enforcement periods of the cgroup whose quota binds.";
    readonly attributes: readonly ["plimsoll.container.cpu.period.throttled"];
    readonly stability: "development";
  };
  readonly containerCpuLimit: {
    readonly name: "plimsoll.container.cpu.limit";
    readonly instrument: "observableUpDownCounter";
    readonly unit: "{cpu}";
    readonly valueType: "double";
    readonly description: "CPU quota of the cgroup in CPUs, the lowest of all ancestors. Not reported without one.";
    readonly stability: "development";
  };
  readonly containerMemoryUsage: {
    readonly name: "container.memory.usage";
    readonly instrument: "observableUpDownCounter";
    readonly unit: "By";
    readonly valueType: "int";
    readonly description: "Memory usage of the cgroup whose memory limit binds.";
    readonly stability: "release_candidate";
  };
  readonly containerMemoryWorkingSet: {
    readonly name: "container.memory.working_set";
    readonly instrument: "observableUpDownCounter";
    readonly unit: "By";
    readonly valueType: "int";
    readonly description: "Memory usage of the cgroup without the files that are given back first.";
    readonly stability: "release_candidate";
  };
  readonly containerMemoryAvailable: {
    readonly name: "container.memory.available";
    readonly instrument: "observableUpDownCounter";
    readonly unit: "By";
    readonly valueType: "int";
    readonly description: "Memory limit of the cgroup without its working set. Not reported without a limit.";
    readonly stability: "release_candidate";
  };
  readonly containerMemoryRss: {
    readonly name: "container.memory.rss";
    readonly instrument: "observableUpDownCounter";
    readonly unit: "By";
    readonly valueType: "int";
    readonly description: "Anonymous memory of the cgroup.";
    readonly stability: "release_candidate";
  };
  readonly containerPagingFaults: {
    readonly name: "container.paging.faults";
    readonly instrument: "observableCounter";
    readonly unit: "{fault}";
    readonly valueType: "int";
    readonly description: "Number of page faults of the cgroup.";
    readonly attributes: readonly ["system.paging.fault.type"];
    readonly stability: "development";
  };
  readonly containerDiskIo: {
    readonly name: "container.disk.io";
    readonly instrument: "observableCounter";
    readonly unit: "By";
    readonly valueType: "int";
    readonly description: "Bytes the cgroup read from and wrote to a device. What stands on another device (LVM, encryption) counts on both.";
    readonly attributes: readonly ["system.device.name", "disk.io.direction"];
    readonly stability: "development";
  };
  readonly containerMemoryLimit: {
    readonly name: "plimsoll.container.memory.limit";
    readonly instrument: "observableUpDownCounter";
    readonly unit: "By";
    readonly valueType: "int";
    readonly description: "Memory limit of the cgroup, the lowest of all ancestors. Not reported without one.";
    readonly stability: "development";
  };
  readonly containerMemoryEvents: {
    readonly name: "plimsoll.container.memory.events";
    readonly instrument: "observableCounter";
    readonly unit: "{event}";
    readonly valueType: "int";
    readonly description: "Number of memory events of the cgroup whose memory limit binds.";
    readonly attributes: readonly ["plimsoll.container.memory.event.type"];
    readonly stability: "development";
  };
  readonly containerThreadCount: {
    readonly name: "plimsoll.container.thread.count";
    readonly instrument: "observableUpDownCounter";
    readonly unit: "{thread}";
    readonly valueType: "int";
    readonly description: "Number of tasks in the cgroup.";
    readonly stability: "development";
  };
  readonly containerThreadLimit: {
    readonly name: "plimsoll.container.thread.limit";
    readonly instrument: "observableUpDownCounter";
    readonly unit: "{thread}";
    readonly valueType: "int";
    readonly description: "Maximum number of tasks in the cgroup. Not reported without one.";
    readonly stability: "development";
  };
  readonly systemPressureStallTime: {
    readonly name: "plimsoll.system.pressure.stall.time";
    readonly instrument: "observableCounter";
    readonly unit: "s";
    readonly valueType: "double";
    readonly description: "Time tasks on the host were stalled waiting for a resource. `full` is part of `some`: never sum over the type.";
    readonly attributes: readonly ["plimsoll.pressure.resource", "plimsoll.pressure.stall.type"];
    readonly stability: "development";
  };
  readonly containerPressureStallTime: {
    readonly name: "plimsoll.container.pressure.stall.time";
    readonly instrument: "observableCounter";
    readonly unit: "s";
    readonly valueType: "double";
    readonly description: "Time tasks in the cgroup were stalled waiting for a resource. `full` is part of `some`: never sum over the type.";
    readonly attributes: readonly ["plimsoll.pressure.resource", "plimsoll.pressure.stall.type"];
    readonly stability: "development";
  };
};
/** What is told of CPU of the host. */
declare const CPU_METRICS: {
  readonly systemCpuTime: {
    readonly name: "system.cpu.time";
    readonly instrument: "observableCounter";
    readonly unit: "s";
    readonly valueType: "double";
    readonly description: "Seconds the logical CPUs of the host spent in each mode.";
    readonly attributes: readonly ["cpu.mode"];
    readonly stability: "development";
  };
  readonly systemCpuUtilization: {
    readonly name: "system.cpu.utilization";
    readonly instrument: "observableGauge";
    readonly unit: "1";
    readonly valueType: "double";
    readonly description: "Fraction of the CPU time of the host spent in each mode between the last two samples.";
    readonly attributes: readonly ["cpu.mode"];
    readonly stability: "development";
  };
  readonly systemCpuCoreUtilization: {
    readonly name: "plimsoll.system.cpu.core.utilization";
    readonly instrument: "observableGauge";
    readonly unit: "1";
    readonly valueType: "double";
    readonly description: "Fraction of the time between the last two samples in which a logical CPU was busy, that is, not idle.";
    readonly attributes: readonly ["cpu.logical_number"];
    readonly stability: "development";
  };
  readonly systemCpuFrequency: {
    readonly name: "system.cpu.frequency";
    readonly instrument: "observableGauge";
    readonly unit: "Hz";
    readonly valueType: "int";
    readonly description: "Frequency at which a logical CPU runs. Not reported where the kernel does not tell.";
    readonly attributes: readonly ["cpu.logical_number"];
    readonly stability: "development";
  };
  readonly systemCpuLogicalCount: {
    readonly name: "system.cpu.logical.count";
    readonly instrument: "observableUpDownCounter";
    readonly unit: "{cpu}";
    readonly valueType: "int";
    readonly description: "Number of logical CPUs that are online.";
    readonly stability: "development";
  };
  readonly systemLoadAverage1m: {
    readonly name: "plimsoll.system.load_average.1m";
    readonly instrument: "observableGauge";
    readonly unit: "{thread}";
    readonly valueType: "double";
    readonly description: "Threads that ran or waited to run, averaged by the kernel over 1 minute.";
    readonly stability: "development";
  };
  readonly systemLoadAverage5m: {
    readonly name: "plimsoll.system.load_average.5m";
    readonly instrument: "observableGauge";
    readonly unit: "{thread}";
    readonly valueType: "double";
    readonly description: "Threads that ran or waited to run, averaged by the kernel over 5 minutes.";
    readonly stability: "development";
  };
  readonly systemLoadAverage15m: {
    readonly name: "plimsoll.system.load_average.15m";
    readonly instrument: "observableGauge";
    readonly unit: "{thread}";
    readonly valueType: "double";
    readonly description: "Threads that ran or waited to run, averaged by the kernel over 15 minutes.";
    readonly stability: "development";
  };
};
/** What is told of paced loops. */
declare const FRAMES_METRICS: {
  readonly frameDuration: {
    readonly name: "plimsoll.render.frame.duration";
    readonly instrument: "histogram";
    readonly unit: "s";
    readonly valueType: "double";
    readonly description: "Duration of rendering a frame.";
    readonly attributes: readonly ["plimsoll.render.surface.name", "plimsoll.unit"];
    readonly buckets: readonly [0.004, 0.0083, 0.0111, 0.0167, 0.0333, 0.05, 0.1, 0.25, 0.5, 1];
    readonly stability: "development";
  };
  readonly frames: {
    readonly name: "plimsoll.render.frames";
    readonly instrument: "counter";
    readonly unit: "{frame}";
    readonly valueType: "int";
    readonly description: "Number of frames: presented within their period, late when rendering took longer, dropped when none began in a period.";
    readonly attributes: readonly ["plimsoll.render.frame.outcome", "plimsoll.render.surface.name", "plimsoll.unit"];
    readonly stability: "development";
  };
  readonly frameRate: {
    readonly name: "plimsoll.render.frame.rate";
    readonly instrument: "observableGauge";
    readonly unit: "{frame}/s";
    readonly valueType: "double";
    readonly description: "Frames presented per second, late ones too, over the last second.";
    readonly attributes: readonly ["plimsoll.render.surface.name", "plimsoll.unit"];
    readonly stability: "development";
  };
};
/** What is told of GPUs alone. */
declare const GPU_METRICS: {
  readonly hwGpuUtilization: {
    readonly name: "hw.gpu.utilization";
    readonly instrument: "observableGauge";
    readonly unit: "1";
    readonly valueType: "double";
    readonly description: "Fraction of the time in which a GPU worked, by task. Not reported in MIG mode.";
    readonly attributes: readonly ["hw.id", "hw.name", "hw.vendor", "hw.model", "hw.driver_version", "hw.gpu.task"];
    readonly stability: "development";
  };
  readonly hwGpuMemoryUsage: {
    readonly name: "hw.gpu.memory.usage";
    readonly instrument: "observableUpDownCounter";
    readonly unit: "By";
    readonly valueType: "int";
    readonly description: "GPU memory that is allocated or reserved. In MIG mode told of its parts.";
    readonly attributes: readonly ["hw.id", "hw.name", "hw.parent", "hw.vendor", "hw.model", "hw.driver_version"];
    readonly stability: "development";
  };
  readonly hwGpuMemoryLimit: {
    readonly name: "hw.gpu.memory.limit";
    readonly instrument: "observableUpDownCounter";
    readonly unit: "By";
    readonly valueType: "int";
    readonly description: "Size of the GPU memory. In MIG mode told of its parts.";
    readonly attributes: readonly ["hw.id", "hw.name", "hw.parent", "hw.vendor", "hw.model", "hw.driver_version"];
    readonly stability: "development";
  };
  readonly hwGpuMemoryUtilization: {
    readonly name: "hw.gpu.memory.utilization";
    readonly instrument: "observableGauge";
    readonly unit: "1";
    readonly valueType: "double";
    readonly description: "Fraction of the GPU memory that is allocated or reserved.";
    readonly attributes: readonly ["hw.id", "hw.name", "hw.parent", "hw.vendor", "hw.model", "hw.driver_version"];
    readonly stability: "development";
  };
  readonly hwPower: {
    readonly name: "hw.power";
    readonly instrument: "observableGauge";
    readonly unit: "W";
    readonly valueType: "double";
    readonly description: "Power that a GPU draws with its board.";
    readonly attributes: readonly ["hw.id", "hw.name", "hw.type"];
    readonly stability: "development";
  };
  readonly hwEnergy: {
    readonly name: "hw.energy";
    readonly instrument: "observableCounter";
    readonly unit: "J";
    readonly valueType: "double";
    readonly description: "Energy that a GPU has drawn since its driver was loaded.";
    readonly attributes: readonly ["hw.id", "hw.name", "hw.type"];
    readonly stability: "development";
  };
  readonly hwErrors: {
    readonly name: "hw.errors";
    readonly instrument: "observableCounter";
    readonly unit: "{error}";
    readonly valueType: "int";
    readonly description: "Memory errors (ECC) of a GPU since its driver was loaded.";
    readonly attributes: readonly ["hw.id", "hw.name", "hw.type", "error.type"];
    readonly stability: "development";
  };
  readonly gpuMemoryBandwidthUtilization: {
    readonly name: "plimsoll.gpu.memory.bandwidth.utilization";
    readonly instrument: "observableGauge";
    readonly unit: "1";
    readonly valueType: "double";
    readonly description: "Fraction of the time in which GPU memory was read or written.";
    readonly attributes: readonly ["hw.id", "hw.name"];
    readonly stability: "development";
  };
  readonly gpuClockSpeed: {
    readonly name: "plimsoll.gpu.clock.speed";
    readonly instrument: "observableGauge";
    readonly unit: "Hz";
    readonly valueType: "double";
    readonly description: "Current frequency of a GPU clock.";
    readonly attributes: readonly ["hw.id", "hw.name", "plimsoll.gpu.clock.domain"];
    readonly stability: "development";
  };
  readonly gpuThrottleStatus: {
    readonly name: "plimsoll.gpu.throttle.status";
    readonly instrument: "observableUpDownCounter";
    readonly unit: "1";
    readonly valueType: "int";
    readonly description: "GPU throttle status: `1` for each active reason, `0` for the others. Several can be `1` at a time.";
    readonly attributes: readonly ["hw.id", "hw.name", "plimsoll.gpu.throttle.reason"];
    readonly stability: "development";
  };
  readonly gpuThrottledTime: {
    readonly name: "plimsoll.gpu.throttled.time";
    readonly instrument: "observableCounter";
    readonly unit: "s";
    readonly valueType: "double";
    readonly description: "Time the GPU clocks were held down. Several reasons can hold at a time.";
    readonly attributes: readonly ["hw.id", "hw.name", "plimsoll.gpu.throttle.reason"];
    readonly stability: "development";
  };
  readonly processGpuMemoryUsage: {
    readonly name: "plimsoll.process.gpu.memory.usage";
    readonly instrument: "observableUpDownCounter";
    readonly unit: "By";
    readonly valueType: "int";
    readonly description: "GPU memory used by the process. Not reported where its PID is not that of the host.";
    readonly attributes: readonly ["hw.id", "hw.name"];
    readonly stability: "development";
  };
  readonly processGpuUtilization: {
    readonly name: "plimsoll.process.gpu.utilization";
    readonly instrument: "observableGauge";
    readonly unit: "1";
    readonly valueType: "double";
    readonly description: "Fraction of the time between the last two samples in which the busiest engine of a GPU worked for the process.";
    readonly attributes: readonly ["hw.id", "hw.name"];
    readonly stability: "development";
  };
};
/** What is told of all hardware, of batteries, of the power source and of temperatures. */
declare const HARDWARE_METRICS: {
  readonly hwStatus: {
    readonly name: "hw.status";
    readonly instrument: "observableUpDownCounter";
    readonly unit: "1";
    readonly valueType: "int";
    readonly description: "Status of a GPU or a battery: `1` for the current state, `0` for the others, and for all of a battery that was taken out.";
    readonly attributes: readonly ["hw.id", "hw.name", "hw.parent", "hw.type", "hw.state"];
    readonly stability: "development";
  };
  readonly hwBatteryCharge: {
    readonly name: "hw.battery.charge";
    readonly instrument: "observableGauge";
    readonly unit: "1";
    readonly valueType: "double";
    readonly description: "Remaining fraction of the charge of a battery.";
    readonly attributes: readonly ["hw.id"];
    readonly stability: "development";
  };
  readonly hwBatteryChargeLimit: {
    readonly name: "hw.battery.charge.limit";
    readonly instrument: "observableGauge";
    readonly unit: "1";
    readonly valueType: "double";
    readonly description: "Charge of a battery at which the firmware warns. Not reported where there is none.";
    readonly attributes: readonly ["hw.id", "hw.limit_type"];
    readonly stability: "development";
  };
  readonly hwBatteryTimeLeft: {
    readonly name: "hw.battery.time_left";
    readonly instrument: "observableGauge";
    readonly unit: "s";
    readonly valueType: "double";
    readonly description: "Time until a battery is full while it charges, or empty while it discharges; the other one keeps its last value.";
    readonly attributes: readonly ["hw.id", "hw.state", "hw.battery.state"];
    readonly stability: "development";
  };
  readonly batteryHealth: {
    readonly name: "plimsoll.battery.health";
    readonly instrument: "observableGauge";
    readonly unit: "1";
    readonly valueType: "double";
    readonly description: "Fraction of the design capacity the battery can still hold.";
    readonly attributes: readonly ["hw.id"];
    readonly stability: "development";
  };
  readonly batteryCycles: {
    readonly name: "plimsoll.battery.cycles";
    readonly instrument: "observableCounter";
    readonly unit: "{cycle}";
    readonly valueType: "int";
    readonly description: "Number of charge cycles of the battery.";
    readonly attributes: readonly ["hw.id"];
    readonly stability: "development";
  };
  readonly powerSourceStatus: {
    readonly name: "plimsoll.power.source.status";
    readonly instrument: "observableUpDownCounter";
    readonly unit: "1";
    readonly valueType: "int";
    readonly description: "Power source status: `1` for the active source, `0` for the others.";
    readonly attributes: readonly ["plimsoll.power.source.type"];
    readonly stability: "development";
  };
  readonly hwTemperature: {
    readonly name: "hw.temperature";
    readonly instrument: "observableGauge";
    readonly unit: "Cel";
    readonly valueType: "double";
    readonly description: "Temperature of a GPU, of its memory, and of other places of the machine.";
    readonly attributes: readonly ["hw.id", "hw.name", "hw.parent", "hw.sensor_location"];
    readonly stability: "development";
  };
  readonly hwTemperatureLimit: {
    readonly name: "hw.temperature.limit";
    readonly instrument: "observableGauge";
    readonly unit: "Cel";
    readonly valueType: "double";
    readonly description: "Temperature at which the machine turns itself off, where the sensor knows it.";
    readonly attributes: readonly ["hw.id", "hw.sensor_location", "hw.limit_type"];
    readonly stability: "development";
  };
};
/** What is told of memory and paging of the host. */
declare const MEMORY_METRICS: {
  readonly systemMemoryUsage: {
    readonly name: "system.memory.usage";
    readonly instrument: "observableUpDownCounter";
    readonly unit: "By";
    readonly valueType: "int";
    readonly description: "Memory of the host by state.";
    readonly attributes: readonly ["system.memory.state"];
    readonly stability: "development";
  };
  readonly systemMemoryUtilization: {
    readonly name: "system.memory.utilization";
    readonly instrument: "observableGauge";
    readonly unit: "1";
    readonly valueType: "double";
    readonly description: "Fraction of the memory of the host by state.";
    readonly attributes: readonly ["system.memory.state"];
    readonly stability: "development";
  };
  readonly systemMemoryLimit: {
    readonly name: "system.memory.limit";
    readonly instrument: "observableUpDownCounter";
    readonly unit: "By";
    readonly valueType: "int";
    readonly description: "Total memory of the host.";
    readonly stability: "development";
  };
  readonly systemMemorySlabUsage: {
    readonly name: "system.memory.linux.slab.usage";
    readonly instrument: "observableUpDownCounter";
    readonly unit: "By";
    readonly valueType: "int";
    readonly description: "Memory that the kernel uses for structures of its own.";
    readonly attributes: readonly ["system.memory.linux.slab.state"];
    readonly stability: "development";
  };
  readonly systemPagingUsage: {
    readonly name: "system.paging.usage";
    readonly instrument: "observableUpDownCounter";
    readonly unit: "By";
    readonly valueType: "int";
    readonly description: "Swap space of the host by state. Not reported without swap.";
    readonly attributes: readonly ["system.paging.state"];
    readonly stability: "development";
  };
  readonly systemPagingFaults: {
    readonly name: "system.paging.faults";
    readonly instrument: "observableCounter";
    readonly unit: "{fault}";
    readonly valueType: "int";
    readonly description: "Number of page faults of the host.";
    readonly attributes: readonly ["system.paging.fault.type"];
    readonly stability: "development";
  };
  readonly systemPagingOperations: {
    readonly name: "system.paging.operations";
    readonly instrument: "observableCounter";
    readonly unit: "{operation}";
    readonly valueType: "int";
    readonly description: "Pages read from swap and written to it.";
    readonly attributes: readonly ["system.paging.fault.type", "system.paging.direction"];
    readonly stability: "development";
  };
  readonly systemPagingUtilization: {
    readonly name: "system.paging.utilization";
    readonly instrument: "observableGauge";
    readonly unit: "1";
    readonly valueType: "double";
    readonly description: "Fraction of the swap space of the host by state. Not reported without swap.";
    readonly attributes: readonly ["system.paging.state"];
    readonly stability: "development";
  };
};
/** What is told of network of the host. */
declare const NETWORK_METRICS: {
  readonly systemNetworkIo: {
    readonly name: "system.network.io";
    readonly instrument: "observableCounter";
    readonly unit: "By";
    readonly valueType: "int";
    readonly description: "Bytes carried by a network interface.";
    readonly attributes: readonly ["network.interface.name", "network.io.direction"];
    readonly stability: "development";
  };
  readonly systemNetworkPacketCount: {
    readonly name: "system.network.packet.count";
    readonly instrument: "observableCounter";
    readonly unit: "{packet}";
    readonly valueType: "int";
    readonly description: "Packets carried by a network interface.";
    readonly attributes: readonly ["system.device.name", "network.io.direction"];
    readonly stability: "development";
  };
  readonly systemNetworkErrors: {
    readonly name: "system.network.errors";
    readonly instrument: "observableCounter";
    readonly unit: "{error}";
    readonly valueType: "int";
    readonly description: "Errors of a network interface.";
    readonly attributes: readonly ["network.interface.name", "network.io.direction"];
    readonly stability: "development";
  };
  readonly systemNetworkPacketDropped: {
    readonly name: "system.network.packet.dropped";
    readonly instrument: "observableCounter";
    readonly unit: "{packet}";
    readonly valueType: "int";
    readonly description: "Packets that a network interface dropped.";
    readonly attributes: readonly ["network.interface.name", "network.io.direction"];
    readonly stability: "development";
  };
  readonly systemNetworkConnectionCount: {
    readonly name: "system.network.connection.count";
    readonly instrument: "observableUpDownCounter";
    readonly unit: "{connection}";
    readonly valueType: "int";
    readonly description: "TCP connections by state: established ones, those that wait after their end, and all others: listening, opening and closing.";
    readonly attributes: readonly ["network.transport", "network.connection.state"];
    readonly stability: "development";
  };
  readonly hwNetworkUp: {
    readonly name: "hw.network.up";
    readonly instrument: "observableUpDownCounter";
    readonly unit: "1";
    readonly valueType: "int";
    readonly description: "Link status of a network interface: `1` (up) or `0` (down).";
    readonly attributes: readonly ["hw.id"];
    readonly stability: "development";
  };
  readonly hwNetworkBandwidthLimit: {
    readonly name: "hw.network.bandwidth.limit";
    readonly instrument: "observableUpDownCounter";
    readonly unit: "By/s";
    readonly valueType: "int";
    readonly description: "Link speed of a network interface. Not reported where the driver does not know.";
    readonly attributes: readonly ["hw.id"];
    readonly stability: "development";
  };
  readonly hwNetworkBandwidthUtilization: {
    readonly name: "hw.network.bandwidth.utilization";
    readonly instrument: "observableGauge";
    readonly unit: "1";
    readonly valueType: "double";
    readonly description: "Fraction of the link speed in use between the last two samples, in the busier direction; in both together on a half-duplex link.";
    readonly attributes: readonly ["hw.id"];
    readonly stability: "development";
  };
  readonly tcpSegments: {
    readonly name: "plimsoll.system.network.tcp.segments";
    readonly instrument: "observableCounter";
    readonly unit: "{segment}";
    readonly valueType: "int";
    readonly description: "Number of TCP segments, without those sent again.";
    readonly attributes: readonly ["network.io.direction"];
    readonly stability: "development";
  };
  readonly tcpRetransmits: {
    readonly name: "plimsoll.system.network.tcp.retransmits";
    readonly instrument: "observableCounter";
    readonly unit: "{segment}";
    readonly valueType: "int";
    readonly description: "Number of TCP segments retransmitted.";
    readonly attributes: readonly ["plimsoll.network.tcp.retransmit.type"];
    readonly stability: "development";
  };
  readonly tcpResets: {
    readonly name: "plimsoll.system.network.tcp.resets";
    readonly instrument: "observableCounter";
    readonly unit: "{reset}";
    readonly valueType: "int";
    readonly description: "Number of TCP resets.";
    readonly attributes: readonly ["network.io.direction"];
    readonly stability: "development";
  };
  readonly tcpListenDrops: {
    readonly name: "plimsoll.system.network.tcp.listen.drops";
    readonly instrument: "observableCounter";
    readonly unit: "{connection}";
    readonly valueType: "int";
    readonly description: "Number of connections dropped by listening sockets.";
    readonly attributes: readonly ["plimsoll.network.tcp.listen.drop.reason"];
    readonly stability: "development";
  };
};
/** What is told of Node.js: event loop, heap, collections, workers. */
declare const NODE_METRICS: {
  readonly eventLoopTime: {
    readonly name: "nodejs.eventloop.time";
    readonly instrument: "observableCounter";
    readonly unit: "s";
    readonly valueType: "double";
    readonly description: "Time the event loop has spent in each state.";
    readonly attributes: readonly ["nodejs.eventloop.state"];
    readonly stability: "development";
  };
  readonly eventLoopUtilization: {
    readonly name: "nodejs.eventloop.utilization";
    readonly instrument: "observableGauge";
    readonly unit: "1";
    readonly valueType: "double";
    readonly description: "Fraction of the time between the last two samples in which the event loop was busy.";
    readonly stability: "development";
  };
  readonly eventLoopDelayMin: {
    readonly name: "nodejs.eventloop.delay.min";
    readonly instrument: "observableGauge";
    readonly unit: "s";
    readonly valueType: "double";
    readonly description: "Lowest event loop delay of the window.";
    readonly stability: "development";
  };
  readonly eventLoopDelayMax: {
    readonly name: "nodejs.eventloop.delay.max";
    readonly instrument: "observableGauge";
    readonly unit: "s";
    readonly valueType: "double";
    readonly description: "Highest event loop delay of the window.";
    readonly stability: "development";
  };
  readonly eventLoopDelayP50: {
    readonly name: "nodejs.eventloop.delay.p50";
    readonly instrument: "observableGauge";
    readonly unit: "s";
    readonly valueType: "double";
    readonly description: "Median event loop delay of the window.";
    readonly stability: "development";
  };
  readonly eventLoopDelayP90: {
    readonly name: "nodejs.eventloop.delay.p90";
    readonly instrument: "observableGauge";
    readonly unit: "s";
    readonly valueType: "double";
    readonly description: "90th percentile of the event loop delay of the window.";
    readonly stability: "development";
  };
  readonly eventLoopDelayP99: {
    readonly name: "nodejs.eventloop.delay.p99";
    readonly instrument: "observableGauge";
    readonly unit: "s";
    readonly valueType: "double";
    readonly description: "99th percentile of the event loop delay of the window.";
    readonly stability: "development";
  };
  readonly heapUsed: {
    readonly name: "v8js.memory.heap.used";
    readonly instrument: "observableUpDownCounter";
    readonly unit: "By";
    readonly valueType: "int";
    readonly description: "Heap memory in use, by space.";
    readonly attributes: readonly ["v8js.heap.space.name"];
    readonly stability: "development";
  };
  readonly heapSpaceSize: {
    readonly name: "v8js.memory.heap.space.size";
    readonly instrument: "observableUpDownCounter";
    readonly unit: "By";
    readonly valueType: "int";
    readonly description: "Total size of a heap space.";
    readonly attributes: readonly ["v8js.heap.space.name"];
    readonly stability: "development";
  };
  readonly heapSpacePhysicalSize: {
    readonly name: "v8js.memory.heap.space.physical_size";
    readonly instrument: "observableUpDownCounter";
    readonly unit: "By";
    readonly valueType: "int";
    readonly description: "Committed size of a heap space.";
    readonly attributes: readonly ["v8js.heap.space.name"];
    readonly stability: "development";
  };
  readonly heapLimit: {
    readonly name: "plimsoll.memory.heap.limit";
    readonly instrument: "observableUpDownCounter";
    readonly unit: "By";
    readonly valueType: "int";
    readonly description: "Maximum size the V8 heap may reach.";
    readonly stability: "development";
  };
  readonly heapUtilization: {
    readonly name: "plimsoll.memory.heap.utilization";
    readonly instrument: "observableGauge";
    readonly unit: "1";
    readonly valueType: "double";
    readonly description: "Fraction of the V8 heap limit in use.";
    readonly stability: "development";
  };
  readonly externalUsage: {
    readonly name: "plimsoll.memory.external.usage";
    readonly instrument: "observableUpDownCounter";
    readonly unit: "By";
    readonly valueType: "int";
    readonly description: "Memory used by C++ objects bound to JavaScript objects.";
    readonly stability: "development";
  };
  readonly arrayBufferUsage: {
    readonly name: "plimsoll.memory.array_buffer.usage";
    readonly instrument: "observableUpDownCounter";
    readonly unit: "By";
    readonly valueType: "int";
    readonly description: "Memory allocated for ArrayBuffer and Buffer objects; part of the external memory.";
    readonly stability: "development";
  };
  readonly gcDuration: {
    readonly name: "v8js.gc.duration";
    readonly instrument: "histogram";
    readonly unit: "s";
    readonly valueType: "double";
    readonly description: "Duration of garbage collections.";
    readonly attributes: readonly ["v8js.gc.type"];
    readonly buckets: readonly [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5];
    readonly stability: "development";
  };
  readonly resourceActive: {
    readonly name: "v8js.resource.active";
    readonly instrument: "observableGauge";
    readonly unit: "{resource}";
    readonly valueType: "int";
    readonly description: "Number of resources that keep the event loop alive, by type.";
    readonly attributes: readonly ["v8js.resource.type"];
    readonly stability: "development";
  };
  readonly threadPoolLimit: {
    readonly name: "plimsoll.nodejs.thread_pool.thread.limit";
    readonly instrument: "observableUpDownCounter";
    readonly unit: "{thread}";
    readonly valueType: "int";
    readonly description: "Number of threads of the libuv thread pool.";
    readonly stability: "development";
  };
  readonly threadPoolDelay: {
    readonly name: "plimsoll.nodejs.thread_pool.delay";
    readonly instrument: "observableGauge";
    readonly unit: "s";
    readonly valueType: "double";
    readonly description: "Time that a request waited for a thread of the libuv thread pool, the last of those that ask for it every 5 seconds; how long it has waited at least, while none takes it. Nearly zero while a thread is free.";
    readonly stability: "development";
  };
  readonly workerCount: {
    readonly name: "plimsoll.nodejs.worker.count";
    readonly instrument: "observableUpDownCounter";
    readonly unit: "{worker}";
    readonly valueType: "int";
    readonly description: "Number of live worker threads.";
    readonly stability: "development";
  };
  readonly workerUtilization: {
    readonly name: "plimsoll.nodejs.worker.eventloop.utilization";
    readonly instrument: "observableGauge";
    readonly unit: "1";
    readonly valueType: "double";
    readonly description: "Share of the time between the last two samples in which the event loop of a worker thread was busy: the busiest of each name.";
    readonly attributes: readonly ["plimsoll.nodejs.worker.name"];
    readonly stability: "development";
  };
  readonly workerHeapUsage: {
    readonly name: "plimsoll.nodejs.worker.heap.usage";
    readonly instrument: "observableUpDownCounter";
    readonly unit: "By";
    readonly valueType: "int";
    readonly description: "Heap used by worker threads, summed for each name. Not reported before Node.js 22.16.";
    readonly attributes: readonly ["plimsoll.nodejs.worker.name"];
    readonly stability: "development";
  };
};
/** What is told of the peers of this process. */
declare const PEERS_METRICS: {
  readonly peerRtt: {
    readonly name: "plimsoll.peer.rtt";
    readonly instrument: "histogram";
    readonly unit: "s";
    readonly valueType: "double";
    readonly description: "Smoothed round trip time of a TCP connection that has carried something since it was last looked at.";
    readonly attributes: readonly ["network.peer.address", "network.peer.port"];
    readonly buckets: readonly [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5];
    readonly stability: "development";
  };
  readonly peerRetransmits: {
    readonly name: "plimsoll.peer.retransmits";
    readonly instrument: "observableCounter";
    readonly unit: "{segment}";
    readonly valueType: "int";
    readonly description: "Number of TCP segments retransmitted to a peer.";
    readonly attributes: readonly ["network.peer.address", "network.peer.port"];
    readonly stability: "development";
  };
};
/** What is told of our own sensors. */
declare const PROBE_METRICS: {
  readonly probeStatus: {
    readonly name: "plimsoll.probe.status";
    readonly instrument: "observableUpDownCounter";
    readonly unit: "1";
    readonly valueType: "int";
    readonly description: "Probe status: `1` for the current state, `0` for the others.";
    readonly attributes: readonly ["plimsoll.probe.name", "plimsoll.probe.state"];
    readonly stability: "development";
  };
};
/** What is told of this process. */
declare const PROCESS_METRICS: {
  readonly processCpuTime: {
    readonly name: "process.cpu.time";
    readonly instrument: "observableCounter";
    readonly unit: "s";
    readonly valueType: "double";
    readonly description: "CPU seconds used by the process.";
    readonly attributes: readonly ["cpu.mode"];
    readonly stability: "release_candidate";
  };
  readonly processCpuUtilization: {
    readonly name: "process.cpu.utilization";
    readonly instrument: "observableGauge";
    readonly unit: "1";
    readonly valueType: "double";
    readonly description: "CPU time of the process between the last two samples, divided by the elapsed time and by the CPUs available to it: the lower of its quota and its CPU set.";
    readonly attributes: readonly ["cpu.mode"];
    readonly stability: "release_candidate";
  };
  readonly processMemoryUsage: {
    readonly name: "process.memory.usage";
    readonly instrument: "observableUpDownCounter";
    readonly unit: "By";
    readonly valueType: "int";
    readonly description: "Physical memory in use by the process (RSS).";
    readonly stability: "release_candidate";
  };
  readonly processMemoryVirtual: {
    readonly name: "process.memory.virtual";
    readonly instrument: "observableUpDownCounter";
    readonly unit: "By";
    readonly valueType: "int";
    readonly description: "Virtual memory that the process has committed.";
    readonly stability: "release_candidate";
  };
  readonly processContextSwitches: {
    readonly name: "process.context_switches";
    readonly instrument: "observableCounter";
    readonly unit: "{context_switch}";
    readonly valueType: "int";
    readonly description: "Number of times the process was switched out.";
    readonly attributes: readonly ["process.context_switch.type"];
    readonly stability: "release_candidate";
  };
  readonly processPagingFaults: {
    readonly name: "process.paging.faults";
    readonly instrument: "observableCounter";
    readonly unit: "{fault}";
    readonly valueType: "int";
    readonly description: "Number of page faults of the process.";
    readonly attributes: readonly ["system.paging.fault.type"];
    readonly stability: "release_candidate";
  };
  readonly processNetworkIo: {
    readonly name: "process.network.io";
    readonly instrument: "observableCounter";
    readonly unit: "By";
    readonly valueType: "int";
    readonly description: "Bytes carried by the TCP and local sockets of the main thread.";
    readonly attributes: readonly ["network.io.direction"];
    readonly stability: "release_candidate";
  };
  readonly processThreadCount: {
    readonly name: "process.thread.count";
    readonly instrument: "observableUpDownCounter";
    readonly unit: "{thread}";
    readonly valueType: "int";
    readonly description: "Number of threads of the process.";
    readonly stability: "release_candidate";
  };
  readonly processThreadCpuTime: {
    readonly name: "plimsoll.process.thread.cpu.time";
    readonly instrument: "observableCounter";
    readonly unit: "s";
    readonly valueType: "double";
    readonly description: "CPU seconds used by the threads of the process, by what they do: `main`, `libuv` (its pool), `v8` (helpers of V8 and Node.js), `worker` and `other`, which also holds what cannot be told apart. Their sum is that of the process.";
    readonly attributes: readonly ["plimsoll.process.thread.role"];
    readonly stability: "development";
  };
  readonly processRunQueueTime: {
    readonly name: "plimsoll.process.run_queue.time";
    readonly instrument: "observableCounter";
    readonly unit: "s";
    readonly valueType: "double";
    readonly description: "Time in which threads of the process were ready to run and waited for a CPU: the main thread, and all others added up.";
    readonly attributes: readonly ["plimsoll.process.thread.main"];
    readonly stability: "development";
  };
  readonly processPriority: {
    readonly name: "plimsoll.process.priority";
    readonly instrument: "observableGauge";
    readonly unit: "{priority}";
    readonly valueType: "int";
    readonly description: "Nice value of the process, from -20 (runs first) to 19.";
    readonly stability: "development";
  };
  readonly processUptime: {
    readonly name: "process.uptime";
    readonly instrument: "observableGauge";
    readonly unit: "s";
    readonly valueType: "double";
    readonly description: "Time the process has been running.";
    readonly stability: "release_candidate";
  };
  readonly fileDescriptorCount: {
    readonly name: "process.unix.file_descriptor.count";
    readonly instrument: "observableUpDownCounter";
    readonly unit: "{file_descriptor}";
    readonly valueType: "int";
    readonly description: "Number of file descriptors the process has open.";
    readonly stability: "release_candidate";
  };
  readonly fileDescriptorLimit: {
    readonly name: "plimsoll.process.file_descriptor.limit";
    readonly instrument: "observableUpDownCounter";
    readonly unit: "{file_descriptor}";
    readonly valueType: "int";
    readonly description: "Maximum number of file descriptors the process may open. Not reported without one.";
    readonly stability: "development";
  };
};
/** What is told of disks and file systems of the host. */
declare const STORAGE_METRICS: {
  readonly systemDiskIo: {
    readonly name: "system.disk.io";
    readonly instrument: "observableCounter";
    readonly unit: "By";
    readonly valueType: "int";
    readonly description: "Bytes read from and written to a disk.";
    readonly attributes: readonly ["system.device.name", "disk.io.direction"];
    readonly stability: "development";
  };
  readonly systemDiskOperations: {
    readonly name: "system.disk.operations";
    readonly instrument: "observableCounter";
    readonly unit: "{operation}";
    readonly valueType: "int";
    readonly description: "Operations that a disk completed.";
    readonly attributes: readonly ["system.device.name", "disk.io.direction"];
    readonly stability: "development";
  };
  readonly systemDiskMerged: {
    readonly name: "system.disk.merged";
    readonly instrument: "observableCounter";
    readonly unit: "{operation}";
    readonly valueType: "int";
    readonly description: "Operations that were merged into others before a disk took them.";
    readonly attributes: readonly ["system.device.name", "disk.io.direction"];
    readonly stability: "development";
  };
  readonly systemDiskOperationTime: {
    readonly name: "system.disk.operation_time";
    readonly instrument: "observableCounter";
    readonly unit: "s";
    readonly valueType: "double";
    readonly description: "Time that each operation of a disk took from its queueing on, added up.";
    readonly attributes: readonly ["system.device.name", "disk.io.direction"];
    readonly stability: "development";
  };
  readonly systemDiskIoTime: {
    readonly name: "system.disk.io_time";
    readonly instrument: "observableCounter";
    readonly unit: "s";
    readonly valueType: "double";
    readonly description: "Time in which a disk had any operation under way; its rate is the busy share.";
    readonly attributes: readonly ["system.device.name"];
    readonly stability: "development";
  };
  readonly systemFilesystemUsage: {
    readonly name: "system.filesystem.usage";
    readonly instrument: "observableUpDownCounter";
    readonly unit: "By";
    readonly valueType: "int";
    readonly description: "Storage of a file system by state; the states sum up to its limit.";
    readonly attributes: readonly ["system.device.name", "system.filesystem.mountpoint", "system.filesystem.type", "system.filesystem.mode", "system.filesystem.state"];
    readonly stability: "development";
  };
  readonly systemFilesystemUtilization: {
    readonly name: "system.filesystem.utilization";
    readonly instrument: "observableGauge";
    readonly unit: "1";
    readonly valueType: "double";
    readonly description: "Fraction of the storage of a file system by state.";
    readonly attributes: readonly ["system.device.name", "system.filesystem.mountpoint", "system.filesystem.type", "system.filesystem.mode", "system.filesystem.state"];
    readonly stability: "development";
  };
  readonly systemFilesystemLimit: {
    readonly name: "system.filesystem.limit";
    readonly instrument: "observableUpDownCounter";
    readonly unit: "By";
    readonly valueType: "int";
    readonly description: "Total storage of a file system.";
    readonly attributes: readonly ["system.device.name", "system.filesystem.mountpoint", "system.filesystem.type", "system.filesystem.mode"];
    readonly stability: "development";
  };
};
/** What is told of units: tenants, views, jobs, and the workers that are one. */
declare const UNITS_METRICS: {
  readonly unitEventLoopTime: {
    readonly name: "plimsoll.unit.eventloop.time";
    readonly instrument: "observableCounter";
    readonly unit: "s";
    readonly valueType: "double";
    readonly description: "Time in which code of the unit ran on the event loop of this thread, and time in which the event loops of its workers were active.";
    readonly attributes: readonly ["plimsoll.unit"];
    readonly stability: "development";
  };
  readonly unitCpuTime: {
    readonly name: "plimsoll.unit.cpu.time";
    readonly instrument: "observableCounter";
    readonly unit: "s";
    readonly valueType: "double";
    readonly description: "CPU time of the workers of the unit, and its part of the CPU time of this thread, in proportion to the time of the event loop.";
    readonly attributes: readonly ["plimsoll.unit"];
    readonly stability: "development";
  };
  readonly unitHeapUsed: {
    readonly name: "plimsoll.unit.heap.used";
    readonly instrument: "observableUpDownCounter";
    readonly unit: "By";
    readonly valueType: "int";
    readonly description: "Heap used by the workers of the unit. Not reported before Node.js 22.16.";
    readonly attributes: readonly ["plimsoll.unit"];
    readonly stability: "development";
  };
  readonly unitHeapAllocated: {
    readonly name: "plimsoll.unit.heap.allocated";
    readonly instrument: "observableCounter";
    readonly unit: "By";
    readonly valueType: "int";
    readonly description: "Bytes that the workers of the unit allocated. Not reported before Node.js 26.";
    readonly attributes: readonly ["plimsoll.unit"];
    readonly stability: "development";
  };
};
/** Every metric that this package emits. */
declare const METRICS: typeof CPU_METRICS & typeof MEMORY_METRICS & typeof STORAGE_METRICS & typeof NETWORK_METRICS & typeof HARDWARE_METRICS & typeof PROCESS_METRICS & typeof NODE_METRICS & typeof CONTAINER_METRICS & typeof PEERS_METRICS & typeof UNITS_METRICS & typeof FRAMES_METRICS & typeof GPU_METRICS & typeof PROBE_METRICS;
type PressureLevel = "nominal" | "elevated" | "critical";
/** What tells the pressure, by what is asked of it. */
interface PressureLike {
  /** The highest of all resources, and the one that has it. */
  readonly overall: {
    readonly level: PressureLevel;
    readonly resource?: string;
  };
  /** Calls `listener` each time the level of a resource changes. */
  on(listener: () => void): Disposable;
}
interface PriorityOptions {
  /** The niceness under pressure, 1 to 19; 10 by default. A process that is nicer already stays so. See setpriority(2). */
  readonly niceness?: number;
  /** From which level on; `critical` by default. */
  readonly level?: Exclude<PressureLevel, "nominal">;
}
/** What asks and sets the niceness of a thread, by its id. */
interface Scheduler {
  readonly threads: () => readonly number[];
  readonly get: (thread: number) => number;
  readonly set: (thread: number, niceness: number) => void;
}
/**
 * Lets the other processes of the machine go first while `pressure` is at `level` or above: raises the niceness of each thread
 * of the process, and tells so with the event `plimsoll.process.priority_changed`. When the pressure ends, and at the disposal,
 * it gives each the niceness that it had; without the right to (on Linux an unprivileged process may not lower its niceness,
 * RLIMIT_NICE in setrlimit(2)) it warns once and the process stays nice. In Kubernetes use a PriorityClass to choose between
 * pods. Throws a `TypeError` or a `RangeError` for bad options.
 */
declare function lowerPriorityUnder(pressure: PressureLike, options?: PriorityOptions, scheduler?: Scheduler): Disposable;
export { type BatteryReadings, type ContainerReadings, EVENTS, type EventLoopReadings, type GpuClock, type GpuReadings, type GpuThrottleReason, type HeapReadings, type HostReadings, type InterfaceReadings, LEFT_TO, METRICS, type MonitorOptions, type NetworkReadings, OPTIONS, OTHERS, type OptionalSensorName, type Other, type PeerReadings, type PressureLevel, type PressureLike, type PressureReadings, type PriorityOptions, type ProbeState, type ProcessReadings, type Profile, ResourceInstrumentation, type ResourceMetricProducer, type ResourceMonitor, type ResourceOptions, type ResourceReadings, type ResourceThresholds, type RoleReadings, type Roots, type Scheduler, type SensorName, type SocketReadings, type SubscribeOptions, type Surroundings, type TcpReadings, type TemperatureReadings, type ThreadPoolReadings, type ThreadReadings, type ThreadRole, type TrafficReadings, type UnitReadings, createResources, lowerPriorityUnder };

// processors/index.d.ts
import "../index.js";
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
export { type MetricProcessor, type MetricsOf, withProcessors };

// profiles.d.ts
/** How much is reported, from little to all. */
declare const PROFILES: readonly ["core", "default", "full"];
type Profile = (typeof PROFILES)[number];
/** The metrics of each profile but `full`, which has all: what is not named here is not in it. */
declare const METRICS_OF: Readonly<Record<Exclude<Profile, "full">, ReadonlySet<string>>>;
/** Whether a profile reports the metric of this name. */
declare function reports(profile: Profile, name: string): boolean;
export { reports as i, PROFILES as n, Profile as r, METRICS_OF as t };

// units/index.d.ts
import { Worker } from "node:worker_threads";
/**
 * Calls `fn` as part of a unit (a tenant, a view, a job) and gives its answer; what it throws goes on. All code that runs in
 * its asynchronous context from then on belongs to the unit: callbacks, timers and promises that it began, until a call
 * inside names another one. Names become attributes: few. Where no sensor `units` runs, it costs one
 * `AsyncLocalStorage.run`. Throws a `TypeError` where `name` is no string or empty, or `fn` no function.
 */
declare function runInUnit<T>(name: string, fn: () => T): T;
/**
 * Counts a worker thread as a unit until it ends or the answer is disposed; several may share a name. Its event loop, CPU
 * time and heap are asked for from here: nothing runs in the worker. Throws a `TypeError` where `worker` is no worker, or
 * `name` no string or empty.
 */
declare function instrumentWorker(worker: Worker, name: string): Disposable;
export { instrumentWorker, runInUnit };

// views/index.d.ts
import { i as reports, n as PROFILES, r as Profile, t as METRICS_OF } from "../profiles.js";
/** What a user can choose. */
interface ViewsOptions {
  /**
   * How much is reported: `core` is at most 60 series, `default` at most 150, `full` everything. Default `'default'`.
   */
  readonly profile?: Profile;
  /**
   * `explicit`: buckets with fixed bounds, fewer of them below `full`; `exponential`: those that fit themselves to what
   * is measured, for readers that send OTLP. The Prometheus exporter of OpenTelemetry JS drops exponential ones.
   * Default `'explicit'`.
   */
  readonly histograms?: "explicit" | "exponential";
  /**
   * How many series one metric can have, 2 to 2000; what comes beyond is one series more, with the attribute
   * `otel.metric.overflow`. Default 200.
   */
  readonly maxSeriesPerMetric?: number;
}
/** One of the `views` of a `MeterProvider`: a plain object that SDK 2.x and 3.x take alike. */
interface View {
  meterName: string;
  instrumentName: string;
  /** The `AggregationType` of `@opentelemetry/sdk-metrics` by number: 1 drops, 4 is explicit, 5 exponential. */
  aggregation?: {
    type: 1;
  } | {
    type: 4;
    options: {
      boundaries: number[];
    };
  } | {
    type: 5;
    options: {
      maxSize: number;
    };
  };
  attributesProcessors?: {
    process<A extends Readonly<Record<string, unknown>>>(incoming: A): A;
  }[];
  aggregationCardinalityLimit?: number;
}
/**
 * The views of this package's metrics for the `views` of a `MeterProvider`, one for each metric: the JavaScript SDK
 * measures twice what two views select. Throws a `TypeError` or a `RangeError` for a bad option.
 */
declare function views(options?: ViewsOptions): View[];
export { METRICS_OF, PROFILES, type Profile, View, ViewsOptions, reports, views };
