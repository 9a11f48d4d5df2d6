export { createResources, type MonitorOptions } from './create-resources.ts';
export { EVENTS } from './events.ts';
export { ResourceInstrumentation, type Surroundings } from './instrumentation.ts';
export { LEFT_TO, OTHERS, type Other } from './leave-to.ts';
export { METRICS } from './metrics.ts';
export type { ResourceMonitor, SubscribeOptions } from './monitor.ts';
export { OPTIONS, type ResourceOptions } from './options.ts';
export {
  lowerPriorityUnder,
  type PressureLevel,
  type PressureLike,
  type PriorityOptions,
  type Scheduler,
} from './priority.ts';
export type { ResourceMetricProducer } from './producer.ts';
export type { GpuClock, GpuReadings, GpuThrottleReason } from './read/gpu/sample.ts';
export type { Roots } from './read/roots.ts';
export type { ThreadRole } from './read/threads/index.ts';
export type {
  BatteryReadings,
  ContainerReadings,
  EventLoopReadings,
  HeapReadings,
  HostReadings,
  InterfaceReadings,
  NetworkReadings,
  PeerReadings,
  PressureReadings,
  ProbeState,
  ProcessReadings,
  ResourceReadings,
  RoleReadings,
  SocketReadings,
  TcpReadings,
  TemperatureReadings,
  ThreadPoolReadings,
  ThreadReadings,
  TrafficReadings,
  UnitReadings,
} from './readings.ts';
export type { OptionalSensorName, SensorName } from './sensor-names.ts';
export type { ResourceThresholds } from './thresholds.ts';
export type { Profile } from './views/profiles.ts';
