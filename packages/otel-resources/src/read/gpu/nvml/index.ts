import process from 'node:process';
import { type Engine, openInBackground } from '../../ffi/index.ts';
import { type GpuIdentity, type GpuReadings, type GpuSource, present } from '../sample.ts';
import { ownProcess } from './processes.ts';
import { beginNvml, type NvmlSession } from './session.ts';
import { NVML_SYMBOLS } from './symbols.ts';

export interface NvmlOptions {
  /** Where /proc is. */
  readonly proc: string;
  /** The library. Default that of the driver. */
  readonly path?: string;
  readonly engines?: readonly Engine[];
  /** Gives the number of this process as the driver knows it. */
  readonly pid?: () => Promise<number | undefined>;
}

const PATH = process.platform === 'win32' ? 'nvml.dll' : 'libnvidia-ml.so.1';

/** A lost GPU is looked for again after so many samples, for the begin of NVML may take a second. */
const SAMPLES_OF_LOST = 12;

/**
 * The GPUs of the NVIDIA driver. Where it goes, all are `failed`, and the next sample opens its library anew, which may
 * be that of a later driver.
 */
export function nvmlSource({ proc, path = PATH, engines, pid }: NvmlOptions): GpuSource {
  const known = new Map<string, GpuIdentity>();
  const own = pid ?? (() => ownProcess(proc));
  let session: NvmlSession | undefined;
  let samples = 0;
  let asking = false;
  let ended = false;

  const end = (): void => {
    session?.[Symbol.dispose]();
    session = undefined;
    samples = 0;
  };
  const begin = async (): Promise<NvmlSession> => {
    const { library, reason } = await openInBackground(path, NVML_SYMBOLS, engines);
    if (!library) throw new Error(reason);
    return beginNvml(library);
  };
  /** What was there once and is not told any more is `failed`. */
  const complete = (told: readonly GpuReadings[]): readonly GpuReadings[] => {
    for (const { id, name, parent, vendor, model, driverVersion } of told)
      known.set(id, present<GpuIdentity>({ id, name, parent, vendor, model, driverVersion }));
    const there = new Set(told.map(({ id }) => id));
    const gone = [...known.values()].filter(({ id }) => !there.has(id));
    return [...told, ...gone.map((each): GpuReadings => ({ ...each, state: 'failed' }))];
  };

  return {
    async sample() {
      asking = true;
      try {
        if (session?.stale && samples >= SAMPLES_OF_LOST) end();
        session ??= await begin();
        samples++;
        return { gpus: complete(await session.read(await own())) };
      } catch (error) {
        end();
        const fault = error instanceof Error ? error.message : String(error);
        return { gpus: complete([]), fault: `NVIDIA: ${fault}` };
      } finally {
        asking = false;
        if (ended) end();
      }
    },
    [Symbol.dispose]() {
      ended = true;
      if (!asking) end();
    },
  };
}
