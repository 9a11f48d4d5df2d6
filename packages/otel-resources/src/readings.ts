import type { GpuReadings } from './read/gpu/sample.ts';
import type { ThreadRole } from './read/threads/role.ts';
import type { SensorName } from './sensor-names.ts';

/** Whether a sensor works: what `plimsoll.probe.status` tells. */
export type ProbeState = 'active' | 'unsupported' | 'failing' | 'disabled';

/**
 * The last sample of every sensor; a part is absent where its sensor has nothing. Bytes, seconds, CPUs and ratios
 * from 0 to 1, unless said otherwise.
 */
export interface ResourceReadings {
  /** When the sample was taken, in milliseconds since the epoch; absent before the first. */
  readonly takenAtMillis?: number;
  readonly process?: ProcessReadings;
  readonly threads?: ThreadReadings;
  readonly threadPool?: ThreadPoolReadings;
  readonly eventLoop?: EventLoopReadings;
  readonly heap?: HeapReadings;
  readonly fileDescriptors?: { readonly open: number; readonly limit?: number };
  readonly container?: ContainerReadings;
  readonly host?: HostReadings;
  readonly memory?: { readonly usedBytes: number; readonly limitBytes: number };
  readonly pressure?: {
    readonly host?: PressureReadings;
    readonly container?: PressureReadings;
  };
  readonly network?: NetworkReadings;
  /** What the sockets of this thread carried. Counts never fall. */
  readonly sockets?: { readonly receivedBytes: number; readonly transmittedBytes: number };
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

export interface ProcessReadings {
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
export type ThreadReadings = Readonly<Partial<Record<ThreadRole, RoleReadings>>>;

/** Of all threads of one role, between the last two looks. */
export interface RoleReadings {
  /** CPUs used. */
  readonly cpuCores: number;
  /** CPUs waited for: 0.5 is one thread that was ready to run half of the time and had no CPU. Absent where the kernel does not tell. */
  readonly waitCores?: number;
}

/** Of libuv: file system, DNS look-ups, crypto and compression run in it. */
export interface ThreadPoolReadings {
  /** Its threads. */
  readonly size: number;
  /**
   * How long a request waited for a thread, or has waited at least, while none takes it; asked every 5 seconds. Absent
   * before the pool has started, and off Linux.
   */
  readonly delaySeconds?: number;
}

export interface EventLoopReadings {
  /** Between the last two samples. Absent before the second. */
  readonly utilization?: number;
  /** Of the window; absent before the first delay is measured. */
  readonly delayP50Seconds?: number;
  readonly delayP99Seconds?: number;
  readonly delayMaxSeconds?: number;
}

export interface HeapReadings {
  readonly usedBytes: number;
  readonly limitBytes: number;
  /** `usedBytes` divided by `limitBytes`. */
  readonly utilization: number;
  readonly externalBytes: number;
  readonly arrayBufferBytes: number;
}

export interface ContainerReadings {
  /** The CPU quota; absent where nothing limits. */
  readonly cpuLimitCores?: number;
  /** Share of the enforcement periods between the last two samples in which the quota ran out. */
  readonly throttledRatio?: number;
  /** Absent where nothing limits. */
  readonly memoryLimitBytes?: number;
  readonly memoryUsageBytes?: number;
  readonly workingSetBytes?: number;
}

export interface HostReadings {
  /** Share of the CPU time between the last two samples that was not idle. */
  readonly cpuUtilization?: number;
  readonly logicalCpus: number;
}

/** Share of the time between the last two samples in which tasks were stalled. */
export type PressureReadings = Readonly<
  Partial<
    Record<'cpu' | 'memory' | 'io' | 'irq', { readonly some?: number; readonly full?: number }>
  >
>;

/** Of the host. Counts are the kernel's, and never fall. */
export interface NetworkReadings {
  /** The interfaces that are there and have carried something, by name: eight at most, all others together as `other`. */
  readonly interfaces: Readonly<Record<string, InterfaceReadings>>;
  /** Read every 10 seconds; absent where the kernel tells nothing of TCP. */
  readonly tcp?: TcpReadings;
  /** Read every 10 seconds; absent where the kernel does not count them. */
  readonly sockets?: SocketReadings;
}

export interface InterfaceReadings {
  readonly receive: TrafficReadings;
  readonly transmit: TrafficReadings;
  /** Whether its line is up. Absent, as are the next two, where it has none of its own, and before they are read. */
  readonly up?: boolean;
  /** What its line carries in each direction; absent where the driver does not know. */
  readonly limitBytesPerSecond?: number;
  /** Share of that in the busier direction, between the last two samples; of both together on a half-duplex line. */
  readonly utilization?: number;
}

export interface TrafficReadings {
  readonly bytes: number;
  /** Between the last two samples. Absent before the second. */
  readonly bytesPerSecond?: number;
  /** These are absent where the system does not tell them: packets on macOS and Windows. */
  readonly packets?: number;
  readonly errors?: number;
  readonly dropped?: number;
}

/** Segments; those sent again are not among the transmitted. */
export interface TcpReadings {
  readonly received: number;
  readonly transmitted: number;
  readonly retransmitted: number;
}

/** How many there are now. */
export interface SocketReadings {
  /** Open connections, and those that the other side has closed. */
  readonly tcpEstablished?: number;
  /** Connections that wait after their end. */
  readonly tcpTimeWait: number;
  /** All others: listening, opening and closing. */
  readonly tcpOther?: number;
  readonly udp: number;
}

export interface BatteryReadings {
  readonly charge: number;
  readonly charging: boolean;
  /** Whether the machine draws from it: a charger that is too weak is still a charger. */
  readonly onBattery: boolean;
  /** Until it is full while charging, or empty while discharging; absent where that is not known. */
  readonly timeLeftSeconds?: number;
}

/** In degrees Celsius. */
export interface TemperatureReadings {
  /** What the driver calls the place. */
  readonly location: string;
  readonly celsius: number;
  /** Above it the machine turns itself off. */
  readonly criticalCelsius?: number;
}

/** Of the connection that was looked at last. */
export interface PeerReadings {
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
export interface UnitReadings {
  readonly loopSeconds: number;
  readonly cpuSeconds?: number;
  readonly heapBytes?: number;
  readonly allocatedBytes?: number;
}

export type MutableUnitReadings = { -readonly [K in keyof UnitReadings]: UnitReadings[K] };

/** Where the sensors write. */
export type MutableReadings = {
  -readonly [K in keyof Omit<ResourceReadings, 'probes'>]: ResourceReadings[K];
};
