import type { MetricSpecs } from '@plimsoll/kernel';

/** What is told of our own sensors. */
export const PROBE_METRICS = {
  probeStatus: {
    name: 'plimsoll.probe.status',
    instrument: 'observableUpDownCounter',
    unit: '1',
    valueType: 'int',
    description: 'Probe status: `1` for the current state, `0` for the others.',
    attributes: ['plimsoll.probe.name', 'plimsoll.probe.state'],
    stability: 'development',
  },
} as const;

PROBE_METRICS satisfies MetricSpecs;
