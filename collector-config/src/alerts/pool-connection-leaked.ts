import type { Alert, CaseSeries } from '../alert.ts';
import { current, INSTANCE, POOL, POOL_IDENTITY } from './identity.ts';

const LABELS = { ...INSTANCE, ...POOL };

/**
 * Connections that were taken and not given back. The count of those still out says it, not the counter of
 * all that ever passed the threshold: a slow transaction passes it and comes back.
 */
export const poolConnectionLeaked: Alert = {
  name: 'PoolConnectionLeaked',
  severity: 'warning',
  resource: 'pool',
  expr: (context) =>
    `sum by (${POOL_IDENTITY}) (${current(context, context.metric('plimsoll.pool.connection.long_held.count'))}) > 0`,
  for: '5m',
  summary: 'Connections were taken from a pool and not given back.',
  description: ({ metric, duration }) =>
    '{{ $value }} connection(s) of pool {{ $labels.db_client_connection_pool_name }} of ' +
    '{{ $labels.job }} on {{ $labels.instance }} have been out for longer than its leak threshold ' +
    `for ${duration('5m')}` +
    `{{ with printf "sum(${metric('plimsoll.pool.connection.leaks')}{job=%q,instance=%q,db_client_connection_pool_name=%q})"` +
    ' $labels.job $labels.instance $labels.db_client_connection_pool_name | query }}; {{ . | first | value }} passed it since the process started{{ end }}. ' +
    'The event plimsoll.pool.connection.leak_suspected has the trace and the place in the code.',
  cases: ({ metric }) => {
    const pool = (held: string, leaks: string): CaseSeries[] => [
      {
        metric: metric('plimsoll.pool.connection.long_held.count'),
        labels: LABELS,
        values: held,
      },
      { metric: metric('plimsoll.pool.connection.leaks'), labels: LABELS, values: leaks },
    ];
    return [
      {
        name: 'one client after the other is never released, until a restart',
        series: pool('0x4 1x4 2x10 0x20', '0x4 1x4 2x10 0x20'),
        expect: [
          { at: '4m', firing: [] },
          { at: '9m30s', firing: [] },
          {
            at: '10m',
            firing: [
              {
                labels: LABELS,
                description:
                  '2 connection(s) of pool orders of shop/api on api-1 have been out for longer than its ' +
                  'leak threshold for 5m; 2 passed it since the process started. ' +
                  'The event plimsoll.pool.connection.leak_suspected has the trace and the place in the code.',
              },
            ],
          },
          { at: '21m', firing: [] },
          { at: '30m', firing: [] },
        ],
      },
      {
        name: 'a process that has leaked from its first sample on, without the counter',
        series: pool('1x20', '0x0').slice(0, 1),
        expect: [
          {
            at: '10m',
            firing: [
              {
                labels: LABELS,
                description:
                  '1 connection(s) of pool orders of shop/api on api-1 have been out for longer than its ' +
                  'leak threshold for 5m. ' +
                  'The event plimsoll.pool.connection.leak_suspected has the trace and the place in the code.',
              },
            ],
          },
        ],
      },
      {
        name: 'a long transaction passes the threshold and comes back',
        series: pool('0x4 1x3 0x20', '0x4 1x30'),
        expect: ['5m', '8m', '9m', '10m', '11m', '20m'].map((at) => ({ at, firing: [] })),
      },
      {
        name: 'a long transaction below the threshold',
        series: pool('0x30', '0x30'),
        expect: [{ at: '30m', firing: [] }],
      },
      {
        name: 'every few minutes another transaction is slow, none stays out',
        series: pool('0 1 0 0 1 1 0 1 0 0 1 0x10', '0 1 1 1 2 2 2 3 3 3 4 4x10'),
        expect: ['6m', '11m', '15m', '20m'].map((at) => ({ at, firing: [] })),
      },
      {
        name: 'the process restarts and its counter begins again',
        series: pool('0x30', '7x9 0x20'),
        expect: ['9m', '10m', '15m', '20m'].map((at) => ({ at, firing: [] })),
      },
      {
        name: 'a container is paused with a connection out, which comes back when it wakes',
        series: pool('0x4 _x29 1 0x20', '0x4 _x29 1x20'),
        expect: ['4m', '20m', '34m', '35m', '36m', '39m', '45m'].map((at) => ({ at, firing: [] })),
      },
      {
        name: 'the process ends while a connection is out',
        series: pool('0x4 1x1 _x30', '0x4 1x1 _x30'),
        expect: ['10m', '11m', '15m', '30m'].map((at) => ({ at, firing: [] })),
      },
    ];
  },
};
