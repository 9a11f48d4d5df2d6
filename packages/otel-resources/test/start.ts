import { type FakeClock, fakeClock } from '@plimsoll/kernel';
import { onTestFinished } from 'vitest';
import { ResourceInstrumentation, type ResourceOptions, type Roots } from '../src/index.ts';
import type { Surroundings } from '../src/instrumentation.ts';
import { OPTIONAL_SENSOR_NAMES, type SensorName } from '../src/sensor-names.ts';
import { SENSOR_NAMES } from '../src/sensors.ts';
import { metricsSdk, type Sdk } from './sdk.ts';

export interface Started {
  readonly instrumentation: ResourceInstrumentation;
  readonly clock: FakeClock;
  readonly sdk: Sdk;
}

/** An instrumentation on a tree, a fake clock and an SDK of its own. */
export function start(
  roots: Roots,
  options: ResourceOptions = {},
  surroundings: Omit<Partial<Surroundings>, 'clock' | 'roots'> & { readers?: number } = {},
): Started {
  const { readers, ...rest } = surroundings;
  const clock = fakeClock();
  const sdk = metricsSdk(readers);
  const instrumentation = new ResourceInstrumentation(options, { clock, roots, ...rest });
  onTestFinished(() => instrumentation.disable());
  instrumentation.setMeterProvider(sdk.provider);
  return { instrumentation, clock, sdk };
}

/** The options with which only these sensors run. */
export function sensing(...names: readonly SensorName[]): ResourceOptions {
  return {
    disabledSensors: SENSOR_NAMES.filter((name) => !names.includes(name)),
    enabledSensors: OPTIONAL_SENSOR_NAMES.filter((name) => names.includes(name)),
  };
}
