import process from 'node:process';
import { begin, createSampler, type InstrumentationContext, type Sampler } from '@plimsoll/kernel';
import { createProbe, type Probe } from './probe.ts';
import { openCgroup } from './read/cgroup/index.ts';
import type { Roots } from './read/roots.ts';
import type { MutableReadings, ProbeState, ResourceReadings } from './readings.ts';
import type { SensorSettings } from './sensor.ts';
import { SENSOR_NAMES, SENSORS, type SensorName, type SensorReach } from './sensors.ts';
import { probeStatus } from './status.ts';

/** Which of the sensors run, where, and how often. */
export interface StartOptions {
  readonly intervalSeconds: number;
  readonly delayWindowSeconds: number;
  readonly disabled: readonly SensorName[];
  /** Whether this process speaks for its host. */
  readonly host: boolean;
  /** Whether this thread speaks for its process. */
  readonly mainThread: boolean;
  readonly roots: Roots;
}

export interface Resources extends Disposable {
  /** The last sample of every sensor. */
  read(): ResourceReadings;
}

/** Starts every sensor of the list, each under guard, on one timer. Undoes what it began before it throws. */
export function startResources(context: InstrumentationContext, options: StartOptions): Resources {
  const readings: MutableReadings = {};
  const probes = new Map<SensorName, Probe>();
  const stateOf = (name: SensorName): ProbeState => probes.get(name)?.state ?? 'disabled';

  const handle = begin((cleanup) => {
    const { faults, clock } = context;
    const { intervalSeconds } = options;
    if (process.permission?.has('fs.read', options.roots.proc) === false)
      faults.report(`no permission to read ${options.roots.proc}, what it tells is left out`);
    const cgroup = cleanup.use(openCgroup(options.roots));
    const settings: SensorSettings = {
      ...options,
      readings,
      cgroup: once((now) => cgroup.read(now)),
      unreadable: () => cgroup.unreadable,
    };
    const sampler = cleanup.use(createSampler({ clock, intervalSeconds, faults }));
    for (const name of SENSOR_NAMES) {
      const { reach, start } = SENSORS[name];
      if (options.disabled.includes(name) || !speaksFor(reach, options)) continue;
      const guarded = (own: Sampler): Disposable => start({ ...context, sampler: own }, settings);
      const probe = cleanup.use(createProbe({ name, intervalSeconds, faults, start: guarded }));
      probes.set(name, probe);
      cleanup.use(sampler.add(name, (now) => probe.run(now)));
    }

    const status = probeStatus(cleanup, context.meter);
    const tell = (): void => {
      for (const name of SENSOR_NAMES) status(name, stateOf(name));
    };
    cleanup.use(sampler.add('probe status', tell));
  });

  return {
    read: () => ({
      ...readings,
      probes: Object.fromEntries(SENSOR_NAMES.map((name) => [name, stateOf(name)])) as Record<
        SensorName,
        ProbeState
      >,
    }),
    [Symbol.dispose]: () => handle[Symbol.dispose](),
  };
}

function speaksFor(reach: SensorReach, { host, mainThread }: StartOptions): boolean {
  return reach === 'thread' || (mainThread && (reach === 'process' || host));
}

/** The same answer for the same time, so that all sensors of a tick share one reading. */
function once<T>(read: (now: number) => T): (now: number) => T {
  let last: { readonly now: number; readonly value: T } | undefined;
  return (now) => {
    if (last?.now !== now) last = { now, value: read(now) };
    return last.value;
  };
}
