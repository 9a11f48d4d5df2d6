import type { GpuThrottleReason } from '../sample.ts';

/** Sizes of the structures of nvml.h in bytes, with the padding of 64-bit platforms. */
export const SIZES = {
  memory: 24,
  memory2: 40,
  temperature: 12,
  fieldValue: 40,
  processInfo: 24,
} as const;

/** NVML_STRUCT_VERSION: the size, and above it the version. */
function versioned(size: number, version: number): Buffer {
  const bytes = Buffer.alloc(size);
  bytes.writeUInt32LE(size | (version << 24));
  return bytes;
}

/** nvmlMemory_v2_t and nvmlTemperature_v1_t as they are handed in. */
export const memoryRequest = (): Buffer => versioned(SIZES.memory2, 2);
export const temperatureRequest = (): Buffer => versioned(SIZES.temperature, 1);

/** Characters up to the first zero. */
export function textOf(bytes: Buffer): string {
  const end = bytes.indexOf(0);
  return bytes.toString('utf8', 0, end < 0 ? bytes.length : end);
}

export function uint64(bytes: Buffer, at = 0): number {
  return Number(bytes.readBigUInt64LE(at));
}

interface GpuMemory {
  readonly memoryLimitBytes: number;
  readonly memoryUsedBytes: number;
  readonly memoryReservedBytes?: number;
}

/**
 * nvmlMemory_v2_t: its used leaves the reserved out, so all but the free is what is taken. `undefined` where it cannot
 * be, as for a device without memory of its own.
 */
export function memoryOf2(bytes: Buffer): GpuMemory | undefined {
  const [limit, reserved, free] = [8, 16, 24].map((at) => uint64(bytes, at)) as [
    number,
    number,
    number,
  ];
  if (limit === 0 || free > limit || reserved > limit - free) return undefined;
  return {
    memoryLimitBytes: limit,
    memoryUsedBytes: limit - free,
    memoryReservedBytes: reserved,
  };
}

/** nvmlMemory_t of older drivers, which does not tell the reserved apart. */
export function memoryOf(bytes: Buffer): GpuMemory | undefined {
  const [limit, free] = [uint64(bytes), uint64(bytes, 8)];
  if (limit === 0 || free > limit) return undefined;
  return { memoryLimitBytes: limit, memoryUsedBytes: limit - free };
}

/** nvmlFieldValue_t of each of `fields` as they are handed in. */
export function fieldsRequest(fields: readonly number[]): Buffer {
  const bytes = Buffer.alloc(SIZES.fieldValue * fields.length);
  for (const [index, field] of fields.entries())
    bytes.writeUInt32LE(field, index * SIZES.fieldValue);
  return bytes;
}

/** The value of the field at `index`; `undefined` where the GPU does not tell it, or it is below zero. */
export function fieldOf(bytes: Buffer, index: number): number | undefined {
  const at = index * SIZES.fieldValue;
  if (bytes.readInt32LE(at + 28) !== 0) return undefined;
  const value = numberOf(bytes.readInt32LE(at + 24), bytes, at + 32);
  return value !== undefined && Number.isFinite(value) && value >= 0 ? value : undefined;
}

/** nvmlValue_t by its nvmlValueType_t; a `long` is taken for what Linux makes of it. */
function numberOf(type: number, bytes: Buffer, at: number): number | undefined {
  switch (type) {
    case 0:
      return bytes.readDoubleLE(at);
    case 1:
      return bytes.readUInt32LE(at);
    case 2:
    case 3:
      return uint64(bytes, at);
    case 4:
      return Number(bytes.readBigInt64LE(at));
    case 5:
      return bytes.readInt32LE(at);
    case 6:
      return bytes.readUInt16LE(at);
    default:
      return undefined;
  }
}

const NOT_AVAILABLE = 2n ** 64n - 1n;

/**
 * The memory of the process `pid` in `count` of nvmlProcessInfo_t, summed over the instances of a GPU. `undefined`
 * where the driver does not know it, as on Windows.
 */
export function processMemoryOf(bytes: Buffer, count: number, pid: number): number | undefined {
  let sum = 0;
  for (let index = 0; index < Math.min(count, bytes.length / SIZES.processInfo); index++) {
    const at = index * SIZES.processInfo;
    if (bytes.readUInt32LE(at) !== pid) continue;
    if (bytes.readBigUInt64LE(at + 8) === NOT_AVAILABLE) return undefined;
    sum += uint64(bytes, at + 8);
  }
  return sum;
}

/** Bits of nvmlClocksEventReason*, in the order of their bits. */
const REASONS: readonly GpuThrottleReason[] = [
  'idle',
  'clocks_setting',
  'power_cap',
  'hw_slowdown',
  'sync_boost',
  'sw_thermal',
  'hw_thermal',
  'hw_power_brake',
  'display_clocks_setting',
];

/** The reasons in a mask of nvmlClocksEventReason*; bits of later drivers are `unknown`. */
export function reasonsOf(mask: bigint): readonly GpuThrottleReason[] {
  const known = REASONS.filter((_, bit) => (mask >> BigInt(bit)) & 1n);
  return mask >> BigInt(REASONS.length) === 0n ? known : [...known, 'unknown'];
}
