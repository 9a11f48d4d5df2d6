import {
  fractionOf,
  type GpuClock,
  type GpuReadings,
  type GpuThrottleReason,
  present,
} from '../sample.ts';
import { type Answers, createAnswers } from './result.ts';
import {
  fieldOf,
  fieldsRequest,
  memoryOf,
  memoryOf2,
  memoryRequest,
  reasonsOf,
  temperatureRequest,
  uint64,
} from './structs.ts';
import type { Nvml } from './symbols.ts';

/** nvmlClockType_t. */
const CLOCKS: readonly GpuClock[] = ['graphics', 'sm', 'memory', 'video'];

const MEMORY_TEMPERATURE = 82;
/** NVML_FI_DEV_CLOCKS_EVENT_REASON_*: nanoseconds since the driver was loaded. */
const THROTTLED: readonly (readonly [number, GpuThrottleReason])[] = [
  [74, 'power_cap'],
  [76, 'sync_boost'],
  [269, 'sw_thermal'],
  [270, 'hw_thermal'],
  [271, 'hw_power_brake'],
];
const FIELDS = [MEMORY_TEMPERATURE, ...THROTTLED.map(([field]) => field)];

type GpuErrors = NonNullable<GpuReadings['errors']>;
type Told = Partial<Omit<GpuReadings, 'id' | 'name' | 'vendor' | 'state'>>;

/** One question about a device: what it adds to the readings. */
type Question = (nvml: Nvml, device: bigint, answers: Answers) => Promise<Told>;

const utilization: Question = async (nvml, device, { ok }) => {
  const rates = Buffer.alloc(8);
  if (!(await ok(nvml.nvmlDeviceGetUtilizationRates?.(device, rates)))) return {};
  return present<Told>({
    utilization: fractionOf(rates.readUInt32LE()),
    memoryBandwidthUtilization: fractionOf(rates.readUInt32LE(4)),
  });
};

const coders: Question = async (nvml, device, { ok }) => {
  const [percent, period] = [Buffer.alloc(4), Buffer.alloc(4)];
  const told = (): number | undefined => fractionOf(percent.readUInt32LE());
  const encoder = nvml.nvmlDeviceGetEncoderUtilization?.(device, percent, period);
  const encoderUtilization = (await ok(encoder)) ? told() : undefined;
  const decoder = nvml.nvmlDeviceGetDecoderUtilization?.(device, percent, period);
  const decoderUtilization = (await ok(decoder)) ? told() : undefined;
  return present<Told>({ encoderUtilization, decoderUtilization });
};

/** Of a GPU, or of a part of one. */
export const memory: Question = async (nvml, device, { ok }) => {
  const bytes2 = memoryRequest();
  if (await ok(nvml.nvmlDeviceGetMemoryInfo_v2?.(device, bytes2))) return { ...memoryOf2(bytes2) };
  const bytes = Buffer.alloc(24);
  return (await ok(nvml.nvmlDeviceGetMemoryInfo?.(device, bytes))) ? { ...memoryOf(bytes) } : {};
};

const temperature: Question = async (nvml, device, { ok }) => {
  const bytes = temperatureRequest();
  if (await ok(nvml.nvmlDeviceGetTemperatureV?.(device, bytes)))
    return { temperatureCelsius: bytes.readInt32LE(8) };
  const degrees = Buffer.alloc(4);
  if (!(await ok(nvml.nvmlDeviceGetTemperature?.(device, 0, degrees)))) return {};
  return { temperatureCelsius: degrees.readUInt32LE() };
};

const power: Question = async (nvml, device, { ok }) => {
  const milliwatts = Buffer.alloc(4);
  if (!(await ok(nvml.nvmlDeviceGetPowerUsage?.(device, milliwatts)))) return {};
  return { powerWatts: milliwatts.readUInt32LE() / 1000 };
};

const energy: Question = async (nvml, device, { ok }) => {
  const millijoules = Buffer.alloc(8);
  if (!(await ok(nvml.nvmlDeviceGetTotalEnergyConsumption?.(device, millijoules)))) return {};
  return { energyJoules: uint64(millijoules) / 1000 };
};

const clocks: Question = async (nvml, device, { ok }) => {
  const megahertz = Buffer.alloc(4);
  const clocksHertz: Partial<Record<GpuClock, number>> = {};
  for (const [type, clock] of CLOCKS.entries())
    if (await ok(nvml.nvmlDeviceGetClockInfo?.(device, type, megahertz)))
      clocksHertz[clock] = megahertz.readUInt32LE() * 1e6;
  return { clocksHertz };
};

/** Under the name of today, or that before version 12 of CUDA. */
const reasons: Question = async (nvml, device, { ok }) => {
  const mask = Buffer.alloc(8);
  const told =
    (await ok(nvml.nvmlDeviceGetCurrentClocksEventReasons?.(device, mask))) ||
    (await ok(nvml.nvmlDeviceGetCurrentClocksThrottleReasons?.(device, mask)));
  return told ? { throttleReasons: reasonsOf(mask.readBigUInt64LE()) } : {};
};

const fields: Question = async (nvml, device, { ok }) => {
  const bytes = fieldsRequest(FIELDS);
  if (!(await ok(nvml.nvmlDeviceGetFieldValues?.(device, FIELDS.length, bytes)))) return {};
  const throttledSeconds: Partial<Record<GpuThrottleReason, number>> = {};
  for (const [index, [, reason]] of THROTTLED.entries()) {
    const nanoseconds = fieldOf(bytes, index + 1);
    if (nanoseconds !== undefined) throttledSeconds[reason] = nanoseconds / 1e9;
  }
  return present<Told>({ memoryTemperatureCelsius: fieldOf(bytes, 0), throttledSeconds });
};

/** Volatile counts, for the aggregate ones are of the whole life of the board. */
const errors: Question = async (nvml, device, { ok }) => {
  const count = async (type: number): Promise<number | undefined> => {
    const bytes = Buffer.alloc(8);
    const told = await ok(nvml.nvmlDeviceGetTotalEccErrors?.(device, type, 0, bytes));
    return told ? uint64(bytes) : undefined;
  };
  const counts = present<GpuErrors>({ corrected: await count(0), uncorrected: await count(1) });
  return Object.keys(counts).length > 0 ? { errors: counts } : {};
};

const QUESTIONS: readonly Question[] = [
  utilization,
  coders,
  memory,
  temperature,
  power,
  energy,
  clocks,
  reasons,
  fields,
  errors,
];

/**
 * Asks a device one question after another. Throws `GpuLost` where it cannot be asked any more, and `DriverGone` where
 * none can.
 */
export async function readDevice(
  nvml: Nvml,
  device: bigint,
  questions: readonly Question[] = QUESTIONS,
): Promise<Told & { readonly state: 'ok' | 'degraded' }> {
  const answers = createAnswers();
  const told: Told = {};
  for (const question of questions) Object.assign(told, await question(nvml, device, answers));
  return { ...told, state: answers.degraded ? 'degraded' : 'ok' };
}
