import type { Alert, CaseSeries } from '../alert.ts';
import { current, INSTANCE, POOL, POOL_IDENTITY } from './identity.ts';

const LABELS = { ...INSTANCE, ...POOL };

/** Every connection in use while requests wait. A full pool that nobody waits for is a pool of the right size. */
export const poolExhausted: Alert = {
  name: 'PoolExhausted',
  severity: 'critical',
  resource: 'pool',
  expr: (context) => {
    const sum = (name: string, matchers = '') =>
      `sum by (${POOL_IDENTITY}) (${current(context, context.metric(name) + matchers)})`;
    return `
  ${sum('db.client.connection.pending_requests')} > 0
and
  ${sum('db.client.connection.count', '{db_client_connection_state="used"}')}
  >=
  (${sum('db.client.connection.limit')} > 0)
`;
  },
  for: '2m',
  keepFiringFor: '2m',
  summary: 'Connection pool exhausted with requests waiting.',
  description: ({ metric, duration }) =>
    'All connections of pool {{ $labels.db_client_connection_pool_name }} of ' +
    '{{ $labels.job }} on {{ $labels.instance }}' +
    `{{ with printf "sum(${metric('db.client.connection.limit')}{job=%q,instance=%q,db_client_connection_pool_name=%q})"` +
    ' $labels.job $labels.instance $labels.db_client_connection_pool_name | query }} ({{ . | first | value }}){{ end }}' +
    ` have been in use for ${duration('2m')}, and {{ $value }} request(s) wait. ` +
    'Find what holds them before you raise the limit.',
  cases: ({ metric }) => {
    const pool = (used: string, pending: string, limit = '10x40', idle = '0x40'): CaseSeries[] => [
      {
        metric: metric('db.client.connection.count'),
        labels: { ...LABELS, db_client_connection_state: 'used' },
        values: used,
      },
      {
        metric: metric('db.client.connection.count'),
        labels: { ...LABELS, db_client_connection_state: 'idle' },
        values: idle,
      },
      {
        metric: metric('db.client.connection.pending_requests'),
        labels: LABELS,
        values: pending,
      },
      ...(limit === ''
        ? []
        : [{ metric: metric('db.client.connection.limit'), labels: LABELS, values: limit }]),
    ];
    const firing = {
      labels: LABELS,
      description:
        'All connections of pool orders of shop/api on api-1 (10) have been in use for 2m, ' +
        'and 4 request(s) wait. Find what holds them before you raise the limit.',
    };
    return [
      {
        name: 'requests wait for a full pool',
        series: pool('2x4 10x10 2x20', '0x4 4x10 0x20'),
        expect: [
          { at: '4m', firing: [] },
          { at: '6m30s', firing: [] },
          { at: '7m', firing: [firing] },
          { at: '14m', firing: [firing] },
          // Kept for two minutes after the sample of 16m, which has no waiter.
          { at: '17m30s', firing: [firing] },
          { at: '18m', firing: [] },
          { at: '30m', firing: [] },
        ],
      },
      {
        name: 'one sample without a waiter does not end it',
        series: pool('2x4 10x20', '0x4 4x9 0 4x10'),
        expect: [
          { at: '14m', firing: [firing] },
          { at: '18m', firing: [firing] },
        ],
      },
      {
        name: 'another pool of the same process is not blamed',
        series: [
          ...pool('10x20', '4x20'),
          ...pool('1x20', '0x20').map((series) => ({
            ...series,
            labels: { ...series.labels, db_client_connection_pool_name: 'reports' },
          })),
        ],
        expect: [{ at: '10m', firing: [firing] }],
      },
      {
        name: 'pool full, nobody waiting',
        series: pool('10x40', '0x40'),
        expect: [{ at: '30m', firing: [] }],
      },
      {
        name: 'a burst shorter than two minutes',
        series: pool('2x4 10x1 2x20', '0x4 9x1 0x20'),
        expect: ['5m', '6m', '7m', '8m', '10m'].map((at) => ({ at, firing: [] })),
      },
      {
        name: 'requests wait while the pool still grows towards its limit',
        series: pool('4x40', '3x40'),
        expect: [{ at: '30m', firing: [] }],
      },
      {
        name: 'requests wait a moment while idle connections are checked',
        series: pool('4x40', '3x40', '10x40', '6x40'),
        expect: [{ at: '30m', firing: [] }],
      },
      {
        name: 'a pool without a limit',
        series: pool('10x40', '4x40', ''),
        expect: [{ at: '30m', firing: [] }],
      },
      {
        name: 'a limit of zero, which some clients report for none',
        series: pool('10x40', '4x40', '0x40'),
        expect: [{ at: '30m', firing: [] }],
      },
      {
        name: 'the pool is made smaller, nobody waiting',
        series: pool('10x40', '0x40', '10x10 4x30'),
        expect: [{ at: '30m', firing: [] }],
      },
      {
        name: 'a process ends while requests wait, and its series with it',
        series: pool('2x4 10 _x20', '0x4 4 _x20', '10x5 _x20'),
        expect: ['5m', '6m', '7m', '8m', '10m', '12m'].map((at) => ({ at, firing: [] })),
      },
      {
        name: 'the machine is suspended while requests wait, and serves them when it wakes',
        series: pool('2x4 10 _x29 10 2x20', '0x4 4 _x29 4 0x20', '10x5 _x29 10x20'),
        expect: ['5m', '7m', '9m', '20m', '34m', '36m', '37m', '38m', '45m'].map((at) => ({
          at,
          firing: [],
        })),
      },
      {
        name: 'the pool is scaled in and out again while all of it is used now and then',
        series: pool('10 4 5 2x2 10 4x20', '2 0 0 0x2 3 0x20', '10 4 5 10x30'),
        expect: ['0m', '2m', '4m', '6m', '8m', '10m'].map((at) => ({ at, firing: [] })),
      },
      {
        name: 'an idle pool',
        series: pool('0x40', '0x40'),
        expect: [{ at: '30m', firing: [] }],
      },
    ];
  },
};
