import type { Alert, CaseSeries } from '../alert.ts';
import { IDENTITY, INSTANCE } from './identity.ts';

const THROTTLED = 'plimsoll_container_cpu_period_throttled';

/** The kernel stops the container's threads in a quarter of its scheduling periods: its CPU quota is too small. */
export const containerCpuThrottled: Alert = {
  name: 'ContainerCpuThrottled',
  severity: 'warning',
  resource: 'cpu',
  expr: ({ metric, duration }) => `
  sum by (${IDENTITY}) (increase(${metric('plimsoll.container.cpu.periods')}{${THROTTLED}="true"}[${duration('5m')}]))
/
  (sum by (${IDENTITY}) (increase(${metric('plimsoll.container.cpu.periods')}[${duration('5m')}])) > 0)
> 0.25
`,
  for: '15m',
  summary: 'Container throttled by its CPU quota.',
  description: ({ metric, duration }) =>
    '{{ $labels.job }} on {{ $labels.instance }} was throttled in {{ $value | humanizePercentage }} of its ' +
    `scheduling periods of the last ${duration('5m')}, for ${duration('15m')}` +
    `{{ with printf "sum(rate(${metric('plimsoll.container.cpu.throttled.time')}{job=%q,instance=%q}[${duration('5m')}]))"` +
    ' $labels.job $labels.instance | query }}; its threads were stopped for {{ . | first | value | humanizeDuration }} of every second{{ end }}. ' +
    'Raise the CPU limit, or use fewer threads than the limit has CPUs.',
  cases: ({ metric }) => {
    const periods = (throttled: string, free: string): CaseSeries[] => [
      {
        metric: metric('plimsoll.container.cpu.periods'),
        labels: { ...INSTANCE, [THROTTLED]: 'true' },
        values: throttled,
      },
      {
        metric: metric('plimsoll.container.cpu.periods'),
        labels: { ...INSTANCE, [THROTTLED]: 'false' },
        values: free,
      },
    ];
    const time = (values: string): CaseSeries => ({
      metric: metric('plimsoll.container.cpu.throttled.time'),
      labels: INSTANCE,
      values,
    });
    const description =
      'shop/api on api-1 was throttled in 50% of its scheduling periods of the last 5m, for 15m; ' +
      'its threads were stopped for 200ms of every second. ' +
      'Raise the CPU limit, or use fewer threads than the limit has CPUs.';
    return [
      {
        name: 'throttled in every second period, then the limit is raised',
        series: [...periods('0+300x40 12000x40', '0+300x40 12000+600x40'), time('0+12x40 480x40')],
        expect: [
          { at: '10m', firing: [] },
          // The first increase needs two samples, so the fifteen minutes begin at 1m.
          { at: '15m30s', firing: [] },
          { at: '16m', firing: [{ labels: INSTANCE, description }] },
          { at: '40m', firing: [{ labels: INSTANCE, description }] },
          { at: '46m', firing: [] },
          { at: '1h', firing: [] },
        ],
      },
      {
        name: 'a restart that begins the counters again is no end of it',
        series: [
          ...periods('0+300x30 0+300x30', '500000+300x30 0+300x30'),
          time('0+12x30 0+12x30'),
        ],
        expect: [
          { at: '29m', firing: [{ labels: INSTANCE, description }] },
          { at: '40m', firing: [{ labels: INSTANCE, description }] },
        ],
      },
      {
        name: 'a burst of ten minutes',
        series: periods('0x9 0+300x10 3000x40', '0+600x9 5400+300x10 8400+600x40'),
        expect: ['15m', '20m', '25m', '30m'].map((at) => ({ at, firing: [] })),
      },
      {
        name: 'throttled now and then, below a quarter',
        series: periods('0+100x60', '0+500x60'),
        expect: [{ at: '1h', firing: [] }],
      },
      {
        name: 'the process restarts again and again and its counters are read anew',
        series: periods(
          '9000+10x9 0+10x9 5000+10x9 0+10x30',
          '20000+590x9 0+590x9 9000+590x9 0+590x30',
        ),
        expect: ['10m', '16m', '20m', '26m', '36m', '45m'].map((at) => ({ at, firing: [] })),
      },
      {
        name: 'a container is paused and throttled for a while when it goes on',
        series: periods('0x9 _x30 300 600 900 900x40', '0+600x9 _x30 5700 6000 6300 6300+600x40'),
        expect: ['9m', '20m', '41m', '44m', '50m', '56m', '1h'].map((at) => ({ at, firing: [] })),
      },
      {
        name: 'an idle container has no periods at all',
        series: periods('500x60', '900x60'),
        expect: [{ at: '1h', firing: [] }],
      },
      {
        name: 'a host without a quota',
        series: [time('0x60')],
        expect: [{ at: '1h', firing: [] }],
      },
    ];
  },
};
