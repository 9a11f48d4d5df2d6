import type { Alert, CaseSeries } from '../alert.ts';
import { IDENTITY, INSTANCE } from './identity.ts';

/** The event loop never idle, so that every further callback waits. */
export const eventLoopSaturated: Alert = {
  name: 'EventLoopSaturated',
  severity: 'warning',
  resource: 'event_loop',
  expr: ({ metric, duration }) =>
    `max by (${IDENTITY}) (avg_over_time(${metric('nodejs.eventloop.utilization')}[${duration('5m')}])) > 0.95`,
  for: '10m',
  keepFiringFor: '5m',
  summary: 'Event loop saturated.',
  description: ({ duration }) =>
    'The event loop of {{ $labels.job }} on {{ $labels.instance }} was busy {{ $value | humanizePercentage }} ' +
    `of the last ${duration('5m')}, and above 95% for ${duration('10m')}. ` +
    'Take a CPU profile: move what blocks off the loop, or run more processes.',
  cases: ({ metric }) => {
    const loop = (values: string, instance: string = INSTANCE.instance): CaseSeries => ({
      metric: metric('nodejs.eventloop.utilization'),
      labels: { ...INSTANCE, instance },
      values,
    });
    const description =
      'The event loop of shop/api on api-1 was busy 99% of the last 5m, and above 95% for 10m. ' +
      'Take a CPU profile: move what blocks off the loop, or run more processes.';
    return [
      {
        name: 'synchronous work fills the loop, one instance of two',
        series: [loop('0.3x9 0.99x30 0.3x30'), loop('0.3x70', 'api-2')],
        expect: [
          { at: '9m', firing: [] },
          // The mean of five minutes passes the threshold with the fifth busy sample, at 14m.
          { at: '23m30s', firing: [] },
          { at: '24m30s', firing: [{ labels: INSTANCE, description }] },
          { at: '39m', firing: [{ labels: INSTANCE, description }] },
          { at: '47m', firing: [] },
          { at: '60m', firing: [] },
        ],
      },
      {
        name: 'a burst of ten minutes',
        series: [loop('0.3x9 1x9 0.3x30')],
        expect: ['15m', '19m', '20m', '25m', '30m'].map((at) => ({ at, firing: [] })),
      },
      {
        name: 'a spike of one sample',
        series: [loop('0.1x9 1 0.1x30')],
        expect: ['10m', '15m', '20m'].map((at) => ({ at, firing: [] })),
      },
      {
        name: 'busy at 90 % for an hour',
        series: [loop('0.9x60')],
        expect: [{ at: '1h', firing: [] }],
      },
      {
        name: 'two instrumentations report the same loop, half busy',
        series: ['plimsoll', 'runtime-node'].map((scope) => ({
          ...loop('0.6x60'),
          labels: { ...INSTANCE, otel_scope_name: scope },
        })),
        expect: [{ at: '1h', firing: [] }],
      },
      {
        name: 'a restart with a busy start-up',
        series: [loop('0.3x9 _x2 1x4 0.3x40')],
        expect: ['12m', '16m', '20m', '26m', '30m'].map((at) => ({ at, firing: [] })),
      },
      {
        name: 'a machine that wakes and catches up for some minutes',
        series: [loop('0.3x9 _x20 1x3 0.3x40')],
        expect: ['9m', '20m', '30m', '34m', '38m', '42m', '50m'].map((at) => ({ at, firing: [] })),
      },
      {
        name: 'an idle service',
        series: [loop('0x60')],
        expect: [{ at: '1h', firing: [] }],
      },
    ];
  },
};
