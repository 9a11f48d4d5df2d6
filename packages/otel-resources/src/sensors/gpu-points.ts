import type { Attributes } from '@opentelemetry/api';
import { type Cleanup, instruments, type LateMeter } from '@plimsoll/kernel';
import { GPU_METRICS } from '../metrics/gpu.ts';
import { HARDWARE_METRICS } from '../metrics/hardware.ts';
import type { GpuReadings, GpuThrottleReason } from '../read/gpu/sample.ts';
import { type Rising, rising } from '../read/rising.ts';
import { type Series, series } from './series.ts';

const STATES = ['ok', 'degraded', 'failed'] as const;

const REASONS: readonly GpuThrottleReason[] = [
  'power_cap',
  'sw_thermal',
  'hw_thermal',
  'hw_slowdown',
  'hw_power_brake',
  'sync_boost',
  'clocks_setting',
  'display_clocks_setting',
  'idle',
  'unknown',
];

const { hwStatus, hwTemperature } = HARDWARE_METRICS;
const TOLD = { hwStatus, hwTemperature, ...GPU_METRICS };
type Metric = keyof typeof TOLD;

/** A value of a metric, with what tells it from other values of it. */
type Point = readonly [metric: Metric, value: number | undefined, own?: Attributes];

/**
 * Tells the readings of GPUs. What a GPU does not tell any more keeps its last value, and `hw.status` says so. Where
 * this process does not speak for its `host`, only what it uses itself is told.
 */
export function gpuPoints(
  cleanup: Cleanup,
  meter: LateMeter,
  host: boolean,
): (gpu: GpuReadings) => void {
  const columns = new Map<string, Series>();
  for (const [metric, spec] of Object.entries(TOLD)) {
    if (!host && !spec.name.startsWith('plimsoll.process.')) continue;
    const { it } = instruments(meter, { it: spec });
    columns.set(metric, series(cleanup, it, []));
  }
  const indexes = new Map<string, { readonly index: number; readonly counter: Rising }>();

  const tell = (gpu: GpuReadings, [metric, value, own]: Point): void => {
    const points = columns.get(metric);
    if (!points || value === undefined || !Number.isFinite(value)) return;
    const key = [metric, gpu.id, ...Object.values(own ?? {})].join(' ');
    const known = indexes.get(key) ?? {
      index: points.add({ ...attributesOf(metric, gpu), ...own }),
      counter: rising(),
    };
    indexes.set(key, known);
    const counts = TOLD[metric].instrument === 'observableCounter';
    points.set(known.index, counts ? known.counter.push(value) : value);
  };
  return (gpu) => {
    for (const point of pointsOf(gpu)) tell(gpu, point);
  };
}

/** Of what is known of the GPU, what the metric carries. */
function attributesOf(metric: Metric, gpu: GpuReadings): Attributes {
  const all: Readonly<Record<string, string | undefined>> = {
    'hw.id': gpu.id,
    'hw.name': gpu.name,
    'hw.parent': gpu.parent,
    'hw.type': 'gpu',
    'hw.vendor': gpu.vendor,
    'hw.model': gpu.model,
    'hw.driver_version': gpu.driverVersion,
  };
  const carried: readonly string[] = TOLD[metric].attributes;
  return Object.fromEntries(
    carried.flatMap((key) => (all[key] === undefined ? [] : [[key, all[key]]])),
  );
}

function pointsOf(gpu: GpuReadings): readonly Point[] {
  const { memoryUsedBytes: used, memoryLimitBytes: limit, throttleReasons: active, errors } = gpu;
  const reason = (name: string): Attributes => ({ 'plimsoll.gpu.throttle.reason': name });
  return [
    ...STATES.map(
      (state): Point => ['hwStatus', gpu.state === state ? 1 : 0, { 'hw.state': state }],
    ),
    ['hwGpuUtilization', gpu.utilization, { 'hw.gpu.task': 'general' }],
    ['hwGpuUtilization', gpu.encoderUtilization, { 'hw.gpu.task': 'encoder' }],
    ['hwGpuUtilization', gpu.decoderUtilization, { 'hw.gpu.task': 'decoder' }],
    ['hwGpuMemoryUsage', used],
    ['hwGpuMemoryLimit', limit],
    ['hwGpuMemoryUtilization', used === undefined || !limit ? undefined : used / limit],
    ['hwTemperature', gpu.temperatureCelsius, { 'hw.sensor_location': 'gpu' }],
    ['hwTemperature', gpu.memoryTemperatureCelsius, { 'hw.sensor_location': 'memory' }],
    ['hwPower', gpu.powerWatts],
    ['hwEnergy', gpu.energyJoules],
    ['hwErrors', errors?.corrected, { 'error.type': 'corrected' }],
    ['hwErrors', errors?.uncorrected, { 'error.type': 'uncorrected' }],
    ['gpuMemoryBandwidthUtilization', gpu.memoryBandwidthUtilization],
    ...Object.entries(gpu.clocksHertz ?? {}).map(
      ([domain, hertz]): Point => ['gpuClockSpeed', hertz, { 'plimsoll.gpu.clock.domain': domain }],
    ),
    ...(active ? REASONS : []).map(
      (name): Point => ['gpuThrottleStatus', active?.includes(name) ? 1 : 0, reason(name)],
    ),
    ...Object.entries(gpu.throttledSeconds ?? {}).map(
      ([name, seconds]): Point => ['gpuThrottledTime', seconds, reason(name)],
    ),
    ['processGpuMemoryUsage', gpu.processMemoryBytes],
    ['processGpuUtilization', gpu.processUtilization],
  ];
}
