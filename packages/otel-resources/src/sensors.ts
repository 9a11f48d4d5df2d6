import { CGROUP_PARTS, type CgroupPart } from './read/cgroup/index.ts';
import type { ResourceSensor } from './sensor.ts';
import type { SensorName } from './sensor-names.ts';
import { activeResources } from './sensors/active-resources.ts';
import { battery } from './sensors/battery.ts';
import { cgroup } from './sensors/cgroup.ts';
import { cpu } from './sensors/cpu.ts';
import { cpuCores } from './sensors/cpu-cores.ts';
import { disk } from './sensors/disk.ts';
import { eventLoop } from './sensors/event-loop.ts';
import { fileDescriptors } from './sensors/file-descriptors.ts';
import { filesystem } from './sensors/filesystem.ts';
import { gc } from './sensors/gc.ts';
import { gpu } from './sensors/gpu.ts';
import { heap } from './sensors/heap.ts';
import { memory } from './sensors/memory.ts';
import { network } from './sensors/network.ts';
import { paging } from './sensors/paging.ts';
import { peers } from './sensors/peers.ts';
import { pressure } from './sensors/pressure.ts';
import { ownProcess } from './sensors/process.ts';
import { processNetwork } from './sensors/process-network.ts';
import { temperature } from './sensors/temperature.ts';
import { threadPool } from './sensors/thread-pool.ts';
import { units } from './sensors/units.ts';
import { workers } from './sensors/workers.ts';

/** What a sensor speaks for: a host has several processes, a process several threads, and each counts once. */
export type SensorReach = 'host' | 'process' | 'thread';

/** Every sensor of this package, by the name that options and `plimsoll.probe.name` know it under. */
export const SENSORS: Readonly<
  Record<
    SensorName,
    {
      readonly reach: SensorReach;
      readonly start: ResourceSensor;
      /** What it asks of the cgroup: only that is read. */
      readonly asks?: readonly CgroupPart[];
    }
  >
> = {
  // Asked first, a thread of the pool mostly answers before the sample ends, and need not wake the loop for it.
  thread_pool: { reach: 'process', start: (context, settings) => threadPool(context, settings) },
  cpu: { reach: 'host', start: cpu },
  memory: { reach: 'host', start: memory },
  network: { reach: 'host', start: network },
  process: { reach: 'process', start: ownProcess, asks: ['cpu'] },
  process_network: { reach: 'process', start: processNetwork },
  file_descriptors: { reach: 'process', start: fileDescriptors },
  cgroup: { reach: 'process', start: cgroup, asks: CGROUP_PARTS },
  pressure: { reach: 'process', start: pressure, asks: ['pressure'] },
  event_loop: { reach: 'thread', start: eventLoop },
  heap: { reach: 'thread', start: heap },
  gc: { reach: 'thread', start: gc },
  workers: { reach: 'process', start: workers },
  disk: { reach: 'host', start: disk },
  paging: { reach: 'host', start: paging },
  filesystem: { reach: 'host', start: filesystem },
  battery: { reach: 'host', start: battery },
  temperature: { reach: 'host', start: temperature },
  gpu: { reach: 'process', start: gpu },
  peers: { reach: 'process', start: peers },
  cpu_cores: { reach: 'host', start: cpuCores },
  active_resources: { reach: 'thread', start: activeResources },
  units: { reach: 'thread', start: units },
};

export const SENSOR_NAMES: readonly SensorName[] = Object.keys(SENSORS) as SensorName[];
