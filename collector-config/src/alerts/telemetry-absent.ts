import type { Alert, CaseSeries } from '../alert.ts';
import { IDENTITY, INSTANCE } from './identity.ts';

const SEEN_WITHIN = '6h';

/**
 * A service of which no instance reports any more. One instance of many that is gone is no alert: a deployment
 * and a scale-in look the same, and the next instance takes its place under another name.
 */
export const telemetryAbsent: Alert = {
  name: 'TelemetryAbsent',
  severity: 'critical',
  resource: 'telemetry',
  expr: ({ duration }) => `
time() - max by (${IDENTITY}) (max_over_time(timestamp(target_info)[${duration(SEEN_WITHIN)}:${duration('1m')}]))
unless on (job) target_info
`,
  for: '5m',
  summary: 'Service stopped reporting.',
  description: ({ duration }) =>
    'No instance of {{ $labels.job }} has reported for ' +
    `${duration('5m')}; {{ $labels.instance }} was seen last {{ $value | humanizeDuration }} ago. ` +
    'Look whether the process lives, then whether the Collector takes and sends.',
  cases: () => {
    const info = (values: string, instance: string = INSTANCE.instance): CaseSeries => ({
      metric: 'target_info',
      labels: { ...INSTANCE, instance, service_version: '1.0.0' },
      values,
    });
    const firing = (instance: string, ago: string) => ({
      labels: { ...INSTANCE, instance },
      description:
        `No instance of shop/api has reported for 5m; ${instance} was seen last ${ago} ago. ` +
        'Look whether the process lives, then whether the Collector takes and sends.',
    });
    return [
      {
        name: 'the only instance dies, then a new one starts',
        series: [info('1x9 _x600'), info('_x30 1x60', 'api-2')],
        expect: [
          { at: '9m', firing: [] },
          // The last sample is of 9m and counts for five minutes more.
          { at: '18m30s', firing: [] },
          { at: '19m', firing: [firing('api-1', '10m 0s')] },
          { at: '29m', firing: [firing('api-1', '20m 0s')] },
          { at: '30m', firing: [] },
          { at: '1h', firing: [] },
        ],
      },
      {
        name: 'all instances stop, as when their Collector does',
        series: [info('1x9 _x60'), info('1x9 _x60', 'api-2')],
        expect: [{ at: '20m', firing: [firing('api-1', '11m 0s'), firing('api-2', '11m 0s')] }],
      },
      {
        name: 'a deployment: the old instance ends, a new one of the same service has begun',
        series: [info('1x9 _x60'), info('_x8 1x60', 'api-2')],
        expect: ['15m', '20m', '30m', '1h'].map((at) => ({ at, firing: [] })),
      },
      {
        name: 'a restart of some minutes under the same name',
        series: [info('1x9 _x7 1x60')],
        expect: ['14m', '16m', '20m', '25m'].map((at) => ({ at, firing: [] })),
      },
      {
        name: 'an instance of two is suspended for hours and comes back',
        series: [info('1x9 _x180 1x60'), info('1x300', 'api-2')],
        expect: ['15m', '1h', '3h', '3h12m', '3h30m'].map((at) => ({ at, firing: [] })),
      },
      {
        name: 'one instance of two is scaled in',
        series: [info('1x9 _x60'), info('1x60', 'api-2')],
        expect: ['15m', '20m', '1h'].map((at) => ({ at, firing: [] })),
      },
      {
        name: 'a service that was shut down more than six hours ago',
        series: [info('1x9 _x600')],
        expect: [{ at: '6h20m', firing: [] }],
      },
      {
        name: 'a service that reports rarely, once in four minutes',
        series: [info('1 _x3 1 _x3 1 _x3 1 _x3 1 _x3 1 _x3 1 _x3 1')],
        expect: ['7m', '15m', '19m', '27m'].map((at) => ({ at, firing: [] })),
      },
    ];
  },
};
