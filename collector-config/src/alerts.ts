import type { Alert } from './alert.ts';
import { containerCpuThrottled } from './alerts/container-cpu-throttled.ts';
import { eventLoopSaturated } from './alerts/event-loop-saturated.ts';
import { heapLeakSuspected } from './alerts/heap-leak-suspected.ts';
import { externalLeakSuspected, nativeLeakSuspected } from './alerts/leak-beside-heap-suspected.ts';
import { poolConnectionLeaked } from './alerts/pool-connection-leaked.ts';
import { poolExhausted } from './alerts/pool-exhausted.ts';
import { poolTooSmall } from './alerts/pool-too-small.ts';
import { telemetryAbsent } from './alerts/telemetry-absent.ts';
import { watchdog } from './alerts/watchdog.ts';

/** Every alert, in the order of the rule files. */
export const ALERTS: readonly Alert[] = [
  poolExhausted,
  poolConnectionLeaked,
  poolTooSmall,
  heapLeakSuspected,
  externalLeakSuspected,
  nativeLeakSuspected,
  eventLoopSaturated,
  containerCpuThrottled,
  telemetryAbsent,
  watchdog,
];
