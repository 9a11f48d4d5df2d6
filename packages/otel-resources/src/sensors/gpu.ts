import { existsSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { begin, type Clock, nothing, type SensorContext } from '@plimsoll/kernel';
import { drmSource } from '../read/gpu/drm/index.ts';
import { nvmlSource } from '../read/gpu/nvml/index.ts';
import type { GpuReadings, GpuSource } from '../read/gpu/sample.ts';
import type { Roots } from '../read/roots.ts';
import type { SensorSettings } from '../sensor.ts';
import { gpuPoints } from './gpu-points.ts';
import { seldom } from './seldom.ts';

/** The drivers average over up to a second, and to ask one costs some milliseconds of a thread. */
const SAMPLE_SECONDS = 5;
/** The begin of NVML may take seconds where no process keeps the driver up. */
const ANSWER_SECONDS = 10;
/** A fault may be a short one: so many in a row are told, and the first where there never was an answer. */
const MOST_FAULTS = 3;

/** One for each driver that is there; only files are looked at. */
function sourcesHere(roots: Roots, clock: Clock): readonly GpuSource[] {
  // On Windows the library alone says whether there is a driver.
  const nvidia =
    process.platform === 'win32' || existsSync(join(roots.proc, 'driver/nvidia/version'));
  const drm = drmSource(roots, clock.now);
  return [...(nvidia ? [nvmlSource(roots)] : []), ...(drm ? [drm] : [])];
}

/** What the GPUs of the machine do: asked in the background, each driver once at a time. */
export function gpu(
  { meter, sampler, clock, faults }: SensorContext,
  { roots, readings, host }: Pick<SensorSettings, 'roots' | 'readings' | 'host'>,
  sources: readonly GpuSource[] = sourcesHere(roots, clock),
): Disposable {
  if (sources.length === 0) {
    faults.absent('there is no GPU that can be asked');
    return nothing;
  }
  return begin((cleanup) => {
    const tell = gpuPoints(cleanup, meter, host);
    let ended = false;
    cleanup.defer(() => {
      ended = true;
    });
    const last = new Map<GpuSource, readonly GpuReadings[]>();
    const watched = sources.map((source) => {
      cleanup.use(source);
      return watch(source, (gpus) => {
        if (ended) return;
        for (const each of gpus) tell(each);
        last.set(source, gpus);
        readings.gpus = [...last.values()].flat();
      });
    });
    const take = (now: number): void => {
      const errors = watched.flatMap((ask) => ask(now) ?? []);
      if (errors.length > 0) throw new Error(errors.join('; '));
    };
    cleanup.use(sampler.add('gpu', take));
  });
}

/** Asks a source about every `SAMPLE_SECONDS`; gives in words what is wrong with it. */
function watch(
  source: GpuSource,
  told: (gpus: readonly GpuReadings[]) => void,
): (now: number) => string | undefined {
  let askedAt: number | undefined;
  let faults = 0;
  let answered = false;
  let lastFault: string | undefined;
  const ask = (now: number): void => {
    askedAt = now;
    void source.sample().then(({ gpus, fault }) => {
      askedAt = undefined;
      faults = fault === undefined ? 0 : faults + 1;
      answered ||= faults === 0;
      lastFault = fault;
      told(gpus);
    });
  };
  let time = 0;
  const askSeldom = seldom(SAMPLE_SECONDS, () => ask(time));
  return (now) => {
    time = now;
    if (askedAt === undefined) askSeldom(now);
    else if (now - askedAt > ANSWER_SECONDS) return 'a GPU driver does not answer';
    return faults >= (answered ? MOST_FAULTS : 1) ? lastFault : undefined;
  };
}
