import type { Alert } from '../alert.ts';
import { INSTANCE } from './identity.ts';
import { detectorSeries, growthSeries, leakDescription, leakSuspected } from './leak-suspected.ts';

const LABELS = { ...INSTANCE, plimsoll_memory_area: 'heap' };

export const heapLeakSuspected: Alert = {
  name: 'HeapLeakSuspected',
  severity: 'warning',
  resource: 'memory',
  expr: (context) => leakSuspected(context, 'heap|old_space'),
  for: '5m',
  keepFiringFor: '5m',
  summary: 'The heap keeps growing across garbage collections.',
  description: (context) =>
    leakDescription(context) +
    'The event plimsoll.memory.leak.suspected tells since when; take two heap snapshots and compare them.',
  cases: (context) => {
    const detector = (states: Parameters<typeof detectorSeries>[2]) =>
      detectorSeries(context, 'heap', states);
    const growth = (values: string) => growthSeries(context, 'heap', values);
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
        series: detectorSeries(context, 'external', { suspected: '1x60' }),
        expect: [{ at: '30m', firing: [] }],
      },
    ];
  },
};
