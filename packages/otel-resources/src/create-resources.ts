import { readOptions } from '@plimsoll/kernel';
import { ResourceInstrumentation, type Surroundings } from './instrumentation.ts';
import type { ResourceMonitor } from './monitor.ts';
import { OPTIONS, type ResourceOptions } from './options.ts';

/** What a user can choose; it starts at once. */
export type MonitorOptions = Omit<ResourceOptions, 'enabled'>;

const { enabled: _, ...RULES } = OPTIONS;

/**
 * Starts the sensors for code that wants their readings. It needs no SDK, and where there is a global MeterProvider, or
 * comes one, the metrics are reported too. One for each process: a `ResourceInstrumentation` that runs is itself the
 * monitor. Throws a `TypeError` for an unknown option or a wrong type, and a `RangeError` for a value out of range.
 */
export function createResources(
  options?: MonitorOptions,
  surroundings?: Partial<Surroundings>,
): ResourceMonitor {
  return new ResourceInstrumentation(readOptions(RULES, options, 'createResources'), surroundings);
}
