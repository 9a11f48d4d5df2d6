/** Why a GPU holds its clocks down: the values of `plimsoll.gpu.throttle.reason`. */
export type GpuThrottleReason =
  | 'power_cap'
  | 'sw_thermal'
  | 'hw_thermal'
  | 'hw_slowdown'
  | 'hw_power_brake'
  | 'sync_boost'
  | 'clocks_setting'
  | 'display_clocks_setting'
  | 'idle'
  | 'unknown';

/** A part of a GPU with a clock of its own. */
export type GpuClock = 'graphics' | 'sm' | 'memory' | 'video';

/** What a GPU, or a part of one that is a device of its own (MIG), told last. What it does not tell is absent. */
export interface GpuReadings {
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
  readonly state: 'ok' | 'degraded' | 'failed';
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
  readonly errors?: { readonly corrected?: number; readonly uncorrected?: number };
  /** GPU memory of this process. */
  readonly processMemoryBytes?: number;
  /** Share of the time between the last two samples in which its busiest engine worked for this process. */
  readonly processUtilization?: number;
}

/** What is known of a GPU for as long as it is there. */
export type GpuIdentity = Pick<
  GpuReadings,
  'id' | 'name' | 'parent' | 'vendor' | 'model' | 'driverVersion'
>;

/** The GPUs of one driver. */
export interface GpuSource extends Disposable {
  /** Asks for all of them, off the event loop. Never rejects: `fault` says in words why there is nothing. */
  sample(): Promise<{ readonly gpus: readonly GpuReadings[]; readonly fault?: string }>;
}

/** Only what is there: what is not told is absent. */
export function present<T extends object>(all: { readonly [K in keyof T]: T[K] | undefined }): T {
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as T;
}

/** Percent as a fraction; `undefined` for what cannot be. */
export function fractionOf(percent: number): number | undefined {
  return percent >= 0 && percent <= 100 ? percent / 100 : undefined;
}
