import type { Sensor } from '@plimsoll/kernel';
import type { CgroupSample } from './read/cgroup/index.ts';
import type { Portable } from './read/portable.ts';
import type { Roots } from './read/roots.ts';
import type { Sockets } from './read/sockets.ts';
import type { MutableReadings } from './readings.ts';

/** What every sensor of this package is given beside the kernel's context. */
export interface SensorSettings {
  readonly roots: Roots;
  /** What tells of the machine instead, on macOS and Windows. */
  readonly portable?: Portable | undefined;
  /** Whether it speaks for the host too. */
  readonly host: boolean;
  /** How far back the event loop delay reaches at least, in seconds. */
  readonly delayWindowSeconds: () => number;
  /** The cgroup as it is at `now`; read once for all sensors. */
  readonly cgroup: (now: number) => CgroupSample | undefined;
  /** What of the cgroup is there and may not be read. */
  readonly unreadable: () => readonly string[];
  /** How many peers are told by name. */
  readonly peerLimit: number;
  /** How many units are told by name. */
  readonly unitLimit: number;
  /** The sockets of this thread, followed for all sensors together; `undefined` where Node.js does not tell every one. */
  readonly sockets: () => Sockets | undefined;
  /** Where each sensor leaves its last readings. */
  readonly readings: MutableReadings;
}

export type ResourceSensor = Sensor<SensorSettings>;
