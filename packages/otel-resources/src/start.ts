import process from 'node:process';
import {
  begin,
  createSampler,
  type InstrumentationContext,
  type PacedSampler,
  type Sampler,
} from '@plimsoll/kernel';
import { createProbe, type Probe } from './probe.ts';
import { openCgroup } from './read/cgroup/index.ts';
import type { Portable } from './read/portable.ts';
import type { Roots } from './read/roots.ts';
import { openSockets, type Sockets, tellsEverySocket } from './read/sockets.ts';
import type { MutableReadings, ProbeState, ResourceReadings } from './readings.ts';
import type { SensorSettings } from './sensor.ts';
import type { SensorName } from './sensor-names.ts';
import { SENSOR_NAMES, SENSORS, type SensorReach } from './sensors.ts';
import { probeStatus } from './status.ts';

/** Which of the sensors run, where, and how often. */
export interface StartOptions {
  readonly intervalSeconds: number;
  readonly delayWindowSeconds: () => number;
  readonly peerLimit: number;
  readonly unitLimit: number;
  readonly disabled: readonly SensorName[];
  /** Whether this process speaks for its host. */
  readonly host: boolean;
  /** Whether this thread speaks for its process. */
  readonly mainThread: boolean;
  readonly roots: Roots;
  /** Opens what tells of the machine on macOS and Windows. */
  readonly portable?: () => Portable | undefined;
  /** Called at the end of every sample; `read` gives it. */
  readonly sampled: (read: () => ResourceReadings) => void;
}

export interface Resources extends Disposable {
  /** The last sample of every sensor. */
  read(): ResourceReadings;
  /** Takes a sample, unless the last is younger than `FRESH_SECONDS`. */
  sample(): void;
  /** Takes a sample every `intervalSeconds` from now on. */
  pace(intervalSeconds: number): void;
}

/**
 * A share of less time is noise: the kernel counts CPU time in steps of 10 ms. So no sample follows another sooner, be
 * it asked for or due; with the shortest interval, not within half of it.
 */
const FRESH_SECONDS = 0.1;

/** Starts every sensor of the list, each under guard, on one timer. Undoes what it began before it throws. */
export function startResources(context: InstrumentationContext, options: StartOptions): Resources {
  const readings: MutableReadings = {};
  const probes = new Map<SensorName, Probe>();
  const stateOf = (name: SensorName): ProbeState => probes.get(name)?.state ?? 'disabled';
  const read = (): ResourceReadings => ({
    ...readings,
    probes: Object.fromEntries(SENSOR_NAMES.map((name) => [name, stateOf(name)])) as Record<
      SensorName,
      ProbeState
    >,
  });
  let sampler: PacedSampler | undefined;
  let interval = options.intervalSeconds;

  const handle = begin((cleanup) => {
    const { faults, clock } = context;
    const { intervalSeconds } = options;
    if (process.permission?.has('fs.read', options.roots.proc) === false)
      faults.report(`no permission to read ${options.roots.proc}, what it tells is left out`);
    const running = SENSOR_NAMES.filter(
      (name) => !options.disabled.includes(name) && speaksFor(SENSORS[name].reach, options),
    );
    const asked = new Set(running.flatMap((name) => SENSORS[name].asks ?? []));
    const cgroup = cleanup.use(openCgroup(options.roots, [...asked]));
    let sockets: Sockets | undefined;
    const portable = options.portable?.();
    if (portable?.information) cleanup.use(portable.information);
    else if (portable)
      faults.absent('systeminformation is not installed, what it alone could tell is left out');
    const settings: SensorSettings = {
      ...options,
      portable,
      readings,
      cgroup: once((now) => cgroup.read(now)),
      unreadable: () => cgroup.unreadable,
      sockets() {
        if (tellsEverySocket(process.version)) sockets ??= cleanup.use(openSockets());
        return sockets;
      },
    };
    for (const name of running) {
      const { start } = SENSORS[name];
      const guarded = (own: Sampler): Disposable => start({ ...context, sampler: own }, settings);
      const probe = cleanup.use(createProbe({ name, intervalSeconds, faults, start: guarded }));
      probes.set(name, probe);
    }

    const status = probeStatus(cleanup, context.meter);
    let last = Number.NEGATIVE_INFINITY;
    const take = (now: number): void => {
      if (now - last < Math.min(FRESH_SECONDS, interval / 2)) return;
      last = now;
      for (const probe of probes.values()) probe.run(now);
      for (const name of SENSOR_NAMES) status(name, stateOf(name));
      readings.takenAtMillis = clock.epochMillis();
      options.sampled(read);
    };
    sampler = cleanup.use(createSampler({ clock, intervalSeconds, faults }));
    cleanup.use(sampler.add('resources', take));
  });

  return {
    read,
    sample: () => sampler?.sample(),
    pace(intervalSeconds) {
      interval = intervalSeconds;
      sampler?.pace(intervalSeconds);
    },
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
