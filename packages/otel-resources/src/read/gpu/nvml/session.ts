import { type GpuIdentity, type GpuReadings, present } from '../sample.ts';
import { memory, readDevice } from './device.ts';
import { processMemory } from './processes.ts';
import { createAnswers, GpuLost, wordsOf } from './result.ts';
import { textOf, uint64 } from './structs.ts';
import type { Nvml, NvmlLibrary } from './symbols.ts';

/** So many GPUs are told, and so many parts of them. */
const MOST_GPUS = 16;
const MOST_PARTS = 16;

/** NVML between its begin and its end. */
export interface NvmlSession extends Disposable {
  /** Whether a GPU was lost, which only a new session can find again. */
  readonly stale: boolean;
  /** Throws `DriverGone` where no GPU can be asked any more. */
  read(pid: number | undefined): Promise<readonly GpuReadings[]>;
}

const FUNCTION_NOT_FOUND = 13;

interface Device {
  readonly handle: bigint;
  readonly identity: GpuIdentity;
}

/** Throws where there is no driver, or no permission to ask it; the library is then closed. */
export async function beginNvml(library: NvmlLibrary): Promise<NvmlSession> {
  const nvml = library.functions;
  let begun = false;
  const end = (): void => {
    // Queued behind every call, so that none is under way.
    if (begun) void nvml.nvmlShutdown?.().catch(() => undefined);
    library[Symbol.dispose]();
  };
  try {
    const result = await nvml.nvmlInit_v2?.();
    if (result === undefined) throw new Error('the library is not NVML');
    if (result !== 0) throw new Error(wordsOf(result));
    begun = true;
    const devices = await findDevices(nvml);
    let stale = false;
    return {
      get stale() {
        return stale;
      },
      async read(pid) {
        const gpus: GpuReadings[] = [];
        const parts: GpuReadings[] = [];
        for (const { handle, identity } of devices) {
          try {
            const told = await readGpu(nvml, handle, identity, pid);
            gpus.push(told.gpu);
            parts.push(...told.parts);
          } catch (error) {
            if (!(error instanceof GpuLost)) throw error;
            stale = true;
            gpus.push({ ...identity, state: 'failed' });
          }
        }
        return [...gpus, ...parts.slice(0, MOST_PARTS)];
      },
      [Symbol.dispose]: end,
    };
  } catch (error) {
    end();
    throw error;
  }
}

/** Those that tell their name: one that is lost already is not known by any. */
async function findDevices(nvml: Nvml): Promise<readonly Device[]> {
  const { ok } = createAnswers();
  const count = Buffer.alloc(4);
  const result = await nvml.nvmlDeviceGetCount_v2?.(count);
  if (result !== 0) throw new Error(wordsOf(result ?? FUNCTION_NOT_FOUND));
  const version = Buffer.alloc(80);
  const driverVersion = (await ok(nvml.nvmlSystemGetDriverVersion?.(version, version.length)))
    ? textOf(version)
    : undefined;
  const devices: Device[] = [];
  for (let index = 0; index < Math.min(count.readUInt32LE(), MOST_GPUS); index++) {
    const pointer = Buffer.alloc(8);
    try {
      if (!(await ok(nvml.nvmlDeviceGetHandleByIndex_v2?.(index, pointer)))) continue;
      const handle = pointer.readBigUInt64LE();
      const named = await identify(nvml, handle, `nvidia${index}`);
      if (named)
        devices.push({ handle, identity: present<GpuIdentity>({ ...named, driverVersion }) });
    } catch (error) {
      if (!(error instanceof GpuLost)) throw error;
    }
  }
  return devices;
}

async function identify(
  nvml: Nvml,
  handle: bigint,
  name: string,
): Promise<GpuIdentity | undefined> {
  const { ok } = createAnswers();
  const [uuid, model] = [Buffer.alloc(96), Buffer.alloc(96)];
  if (!(await ok(nvml.nvmlDeviceGetUUID?.(handle, uuid, uuid.length)))) return undefined;
  const named = await ok(nvml.nvmlDeviceGetName?.(handle, model, model.length));
  return { id: textOf(uuid), name, vendor: 'NVIDIA', ...(named && { model: textOf(model) }) };
}

async function readGpu(
  nvml: Nvml,
  handle: bigint,
  identity: GpuIdentity,
  pid: number | undefined,
): Promise<{ readonly gpu: GpuReadings; readonly parts: readonly GpuReadings[] }> {
  const told = await readDevice(nvml, handle);
  const processMemoryBytes =
    pid === undefined ? undefined : await processMemory(nvml, handle, pid, createAnswers());
  const parts = await readParts(nvml, handle, identity);
  const gpu = present<GpuReadings>({ ...identity, ...told, processMemoryBytes });
  if (parts.length === 0) return { gpu, parts };
  // Told by its parts, for a sum over all would count it twice.
  const { memoryLimitBytes: _, memoryUsedBytes: __, memoryReservedBytes: ___, ...rest } = gpu;
  return { gpu: rest, parts };
}

/** The devices that a GPU is divided into (MIG), which can be made anew at any time. Each tells its memory alone. */
async function readParts(
  nvml: Nvml,
  gpu: bigint,
  { id, driverVersion, name }: GpuIdentity,
): Promise<readonly GpuReadings[]> {
  const { ok } = createAnswers();
  const [now, pending, most] = [Buffer.alloc(4), Buffer.alloc(4), Buffer.alloc(4)];
  if (!(await ok(nvml.nvmlDeviceGetMigMode?.(gpu, now, pending)))) return [];
  if (now.readUInt32LE() !== 1) return [];
  if (!(await ok(nvml.nvmlDeviceGetMaxMigDeviceCount?.(gpu, most)))) return [];
  const parts: GpuReadings[] = [];
  for (let index = 0; index < Math.min(most.readUInt32LE(), MOST_PARTS); index++) {
    const pointer = Buffer.alloc(8);
    if (!(await ok(nvml.nvmlDeviceGetMigDeviceHandleByIndex?.(gpu, index, pointer)))) continue;
    const handle = uint64(pointer) === 0 ? undefined : pointer.readBigUInt64LE();
    const identity = handle && (await identify(nvml, handle, `${name}/mig${index}`));
    if (!identity) continue;
    const told = await readDevice(nvml, handle, [memory]);
    parts.push(present<GpuReadings>({ ...identity, driverVersion, parent: id, ...told }));
  }
  return parts;
}
