import type { Alert, CaseSeries } from '../alert.ts';
import { current, INSTANCE, POOL, POOL_IDENTITY } from './identity.ts';

const LABELS = { ...INSTANCE, ...POOL };

/**
 * Requests keep waiting for a pool whose own uses say that it is too small. The advice stands for as long as the pool
 * remembers those uses, hours where it is calm: what waits says that they matter now.
 */
export const poolTooSmall: Alert = {
  name: 'PoolTooSmall',
  severity: 'warning',
  resource: 'pool',
  expr: (context) => {
    const { metric, duration } = context;
    const by = (fold: string, series: string) => `${fold} by (${POOL_IDENTITY}) (${series})`;
    const now = (name: string) => current(context, metric(name));
    const waited = `max_over_time(${metric('db.client.connection.pending_requests')}[${duration('10m')}])`;
    return `
  ${by('sum', now('plimsoll.pool.size.recommended'))}
  >
  (${by('sum', now('db.client.connection.limit'))} > 0)
and
  ${by('min', now('plimsoll.pool.size.confidence'))} >= 0.9
and
  ${by('sum', waited)} > 0
`;
  },
  for: '30m',
  summary: 'Connection pool too small for its load.',
  description: ({ metric, duration }) =>
    'Pool {{ $labels.db_client_connection_pool_name }} of {{ $labels.job }} on {{ $labels.instance }} ' +
    'would need {{ $value }} connections for its requests not to wait' +
    `{{ with printf "sum(${metric('db.client.connection.limit')}{job=%q,instance=%q,db_client_connection_pool_name=%q})"` +
    ' $labels.job $labels.instance $labels.db_client_connection_pool_name | query }}; {{ . | first | value }} is its limit{{ end }}. ' +
    `It has been so for ${duration('30m')}. Look whether the server has become slow before you raise the limit.`,
  cases: ({ metric }) => {
    const pool = ({
      recommended = '14x90',
      limit = '10x90',
      confidence = '0.99x90',
      pending = '3x90',
    }): CaseSeries[] =>
      Object.entries({
        'plimsoll.pool.size.recommended': recommended,
        'db.client.connection.limit': limit,
        'plimsoll.pool.size.confidence': confidence,
        'db.client.connection.pending_requests': pending,
      })
        .filter(([, values]) => values !== '')
        .map(([name, values]) => ({ metric: metric(name), labels: LABELS, values }));
    const firing = {
      labels: LABELS,
      description:
        'Pool orders of shop/api on api-1 would need 14 connections for its requests not to wait; ' +
        '10 is its limit. It has been so for 30m. ' +
        'Look whether the server has become slow before you raise the limit.',
    };
    const silent = ['10m', '29m', '31m', '45m', '60m', '80m'].map((at) => ({ at, firing: [] }));
    return [
      {
        name: 'requests wait until the limit is raised',
        series: pool({ pending: '0x4 3x85', limit: '10x49 16x40' }),
        expect: [
          { at: '4m', firing: [] },
          { at: '34m30s', firing: [] },
          { at: '35m', firing: [firing] },
          { at: '49m30s', firing: [firing] },
          { at: '50m', firing: [] },
          { at: '80m', firing: [] },
        ],
      },
      {
        name: 'a sample sees who waits every few minutes only',
        series: pool({ pending: '2 0 0 0 0 0 '.repeat(12).trim() }),
        expect: [
          { at: '29m30s', firing: [] },
          { at: '31m', firing: [firing] },
          { at: '60m', firing: [firing] },
        ],
      },
      {
        name: 'another pool of the same process is not blamed',
        series: [
          ...pool({}),
          ...pool({ recommended: '4x90', pending: '1x90' }).map((series) => ({
            ...series,
            labels: { ...series.labels, db_client_connection_pool_name: 'reports' },
          })),
        ],
        expect: [{ at: '40m', firing: [firing] }],
      },
      {
        name: 'nobody waits any more, and the pool remembers the rush',
        series: pool({ pending: '3x15 0x75' }),
        expect: silent,
      },
      {
        name: 'the load is not known well enough',
        series: pool({ confidence: '0.6x90' }),
        expect: silent,
      },
      {
        name: 'too few uses for any advice',
        series: pool({ recommended: '', confidence: '' }),
        expect: silent,
      },
      {
        name: 'requests wait for a pool of the right size',
        series: pool({ recommended: '10x90' }),
        expect: silent,
      },
      {
        name: 'a pool without a limit',
        series: pool({ limit: '' }),
        expect: silent,
      },
      {
        name: 'a limit of zero, which some clients report for none',
        series: pool({ limit: '0x90' }),
        expect: silent,
      },
      {
        name: 'the pool follows its advice',
        series: pool({ recommended: '14x20 11x20 18x20', limit: '10x20 14x20 18x20' }),
        expect: silent,
      },
      {
        name: 'a process ends while requests wait, and its series with it',
        series: pool({
          recommended: '14x20 _x70',
          limit: '10x20 _x70',
          confidence: '0.99x20 _x70',
          pending: '3x20 _x70',
        }),
        expect: silent,
      },
      {
        name: 'the machine is suspended while requests wait, and serves them when it wakes',
        series: pool({
          recommended: '14x4 _x39 14x20',
          limit: '10x4 _x39 10x20',
          confidence: '0.99x4 _x39 0.99x20',
          pending: '3x4 _x39 0x20',
        }),
        expect: silent,
      },
    ];
  },
};
