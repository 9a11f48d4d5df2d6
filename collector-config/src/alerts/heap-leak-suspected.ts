import type { Alert, CaseSeries } from '../alert.ts';
import { current, IDENTITY, INSTANCE } from './identity.ts';

const AREA = { plimsoll_memory_area: 'heap' } as const;
const LABELS = { ...INSTANCE, ...AREA };
const STATES = ['unknown', 'none', 'suspected', 'confirmed'] as const;

/** The verdict of the leak detector in the process, which sees the heap after each collection; no query can. */
export const heapLeakSuspected: Alert = {
  name: 'HeapLeakSuspected',
  severity: 'warning',
  resource: 'memory',
  expr: (context) => {
    const verdict =
      context.metric('plimsoll.memory.leak.status') +
      '{plimsoll_memory_area=~"heap|old_space",plimsoll_memory_leak_state=~"suspected|confirmed"}';
    return `max by (${IDENTITY}, plimsoll_memory_area) (${current(context, verdict)}) == 1`;
  },
  for: '5m',
  keepFiringFor: '5m',
  summary: 'The heap keeps growing across garbage collections.',
  description: ({ metric, duration }) =>
    'The leak detector of {{ $labels.job }} on {{ $labels.instance }} has suspected its ' +
    `{{ $labels.plimsoll_memory_area }} for ${duration('5m')}` +
    `{{ with printf "max(${metric('plimsoll.memory.growth.rate')}{job=%q,instance=%q,plimsoll_memory_area=%q})"` +
    ' $labels.job $labels.instance $labels.plimsoll_memory_area | query }}: after full collections it grows by {{ . | first | value | humanize1024 }}B/s{{ end }}. ' +
    'The event plimsoll.memory.leak.suspected tells since when; take two heap snapshots and compare them.',
  cases: ({ metric }) => {
    const detector = (states: Partial<Record<(typeof STATES)[number], string>>): CaseSeries[] =>
      STATES.map((state) => ({
        metric: metric('plimsoll.memory.leak.status'),
        labels: { ...LABELS, plimsoll_memory_leak_state: state },
        values: states[state] ?? '0x60',
      }));
    const growth = (values: string): CaseSeries => ({
      metric: metric('plimsoll.memory.growth.rate'),
      labels: { ...LABELS, plimsoll_trend_window: '30m' },
      values,
    });
    const firing = {
      labels: LABELS,
      description:
        'The leak detector of shop/api on api-1 has suspected its heap for 5m: ' +
        'after full collections it grows by 2kiB/s. ' +
        'The event plimsoll.memory.leak.suspected tells since when; take two heap snapshots and compare them.',
    };
    return [
      {
        name: 'a leak is suspected, then confirmed, then gone after a restart',
        series: [
          ...detector({
            none: '1x4 0x20 1x30',
            suspected: '0x4 1x9 0x40',
            confirmed: '0x14 1x10 0x30',
          }),
          growth('2048x60'),
        ],
        expect: [
          { at: '4m', firing: [] },
          { at: '9m30s', firing: [] },
          { at: '10m', firing: [firing] },
          { at: '20m', firing: [firing] },
          { at: '32m', firing: [] },
          { at: '50m', firing: [] },
        ],
      },
      {
        name: 'a detector that reports no rate',
        series: detector({ suspected: '1x60' }),
        expect: [
          {
            at: '20m',
            firing: [
              {
                labels: LABELS,
                description:
                  'The leak detector of shop/api on api-1 has suspected its heap for 5m. ' +
                  'The event plimsoll.memory.leak.suspected tells since when; take two heap snapshots and compare them.',
              },
            ],
          },
        ],
      },
      {
        name: 'a saw-tooth between collections: the heap grows and is freed, the verdict is none',
        series: [...detector({ none: '1x60' }), growth('2048 4096 -4096 2048 4096 -4096')],
        expect: [{ at: '30m', firing: [] }],
      },
      {
        name: 'a start-up that grows while the verdict is still unknown',
        series: [...detector({ unknown: '1x20 0x40', none: '0x20 1x40' }), growth('8192x20 0x40')],
        expect: ['10m', '20m', '40m'].map((at) => ({ at, firing: [] })),
      },
      {
        name: 'a suspicion that the detector takes back',
        series: detector({ none: '1x4 0x3 1x40', suspected: '0x4 1x3 0x40' }),
        expect: ['5m', '8m', '9m', '10m', '12m', '20m'].map((at) => ({ at, firing: [] })),
      },
      {
        name: 'the process restarts under suspicion and another takes its place',
        series: detector({ suspected: '0x4 1x1 _x40' }),
        expect: ['10m', '11m', '20m'].map((at) => ({ at, firing: [] })),
      },
      {
        name: 'the machine is suspended just after a suspicion, which is taken back when it wakes',
        series: detector({
          none: '1x4 0 _x29 0 1x40',
          suspected: '0x4 1 _x29 1 0x40',
          confirmed: '0x5 _x29 0x41',
          unknown: '0x5 _x29 0x41',
        }),
        expect: ['5m', '9m', '10m', '20m', '35m', '38m', '45m'].map((at) => ({ at, firing: [] })),
      },
      {
        name: 'growth outside of the heap',
        series: [
          {
            metric: metric('plimsoll.memory.leak.status'),
            labels: {
              ...INSTANCE,
              plimsoll_memory_area: 'external',
              plimsoll_memory_leak_state: 'suspected',
            },
            values: '1x60',
          },
        ],
        expect: [{ at: '30m', firing: [] }],
      },
    ];
  },
};
