import { CONTAINER_METRICS } from './metrics/container.ts';
import { CPU_METRICS } from './metrics/cpu.ts';
import { FRAMES_METRICS } from './metrics/frames.ts';
import { GPU_METRICS } from './metrics/gpu.ts';
import { HARDWARE_METRICS } from './metrics/hardware.ts';
import { MEMORY_METRICS } from './metrics/memory.ts';
import { NETWORK_METRICS } from './metrics/network.ts';
import { NODE_METRICS } from './metrics/node.ts';
import { PEERS_METRICS } from './metrics/peers.ts';
import { PROBE_METRICS } from './metrics/probe.ts';
import { PROCESS_METRICS } from './metrics/process.ts';
import { STORAGE_METRICS } from './metrics/storage.ts';
import { UNITS_METRICS } from './metrics/units.ts';

/** Every metric that this package emits. */
export const METRICS: typeof CPU_METRICS &
  typeof MEMORY_METRICS &
  typeof STORAGE_METRICS &
  typeof NETWORK_METRICS &
  typeof HARDWARE_METRICS &
  typeof PROCESS_METRICS &
  typeof NODE_METRICS &
  typeof CONTAINER_METRICS &
  typeof PEERS_METRICS &
  typeof UNITS_METRICS &
  typeof FRAMES_METRICS &
  typeof GPU_METRICS &
  typeof PROBE_METRICS = {
  ...CPU_METRICS,
  ...MEMORY_METRICS,
  ...STORAGE_METRICS,
  ...NETWORK_METRICS,
  ...HARDWARE_METRICS,
  ...PROCESS_METRICS,
  ...NODE_METRICS,
  ...CONTAINER_METRICS,
  ...PEERS_METRICS,
  ...UNITS_METRICS,
  ...FRAMES_METRICS,
  ...GPU_METRICS,
  ...PROBE_METRICS,
};
