import type { MetricSpecs } from '@plimsoll/kernel';

/** Every metric that this package emits. */
export const METRICS = {} as const;

METRICS satisfies MetricSpecs;
