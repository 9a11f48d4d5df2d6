/** Sensors that no alert of ours stands on: they run where they are asked for. */
export const OPTIONAL_SENSOR_NAMES = [
  'disk',
  'paging',
  'filesystem',
  'battery',
  'temperature',
  'gpu',
  'peers',
  'cpu_cores',
  'active_resources',
  'units',
] as const;

export type OptionalSensorName = (typeof OPTIONAL_SENSOR_NAMES)[number];

export type SensorName =
  | 'cpu'
  | 'memory'
  | 'network'
  | 'process'
  | 'process_network'
  | 'file_descriptors'
  | 'cgroup'
  | 'pressure'
  | 'event_loop'
  | 'heap'
  | 'gc'
  | 'workers'
  | 'thread_pool'
  | OptionalSensorName;
