import type { Alert } from '../alert.ts';
import { INSTANCE } from './identity.ts';
import { detectorSeries, growthSeries, leakDescription, leakSuspected } from './leak-suspected.ts';

const LABELS = { ...INSTANCE, plimsoll_memory_area: 'native' };

export const nativeLeakSuspected: Alert = {
  name: 'NativeLeakSuspected',
  severity: 'warning',
  resource: 'memory',
  expr: (context) => leakSuspected(context, 'native'),
  for: '5m',
  keepFiringFor: '5m',
  summary: 'Resident memory that V8 does not account for keeps growing.',
  description: (context) =>
    leakDescription(context) +
    'Nothing of Node.js tells who holds it: the runbook says where to look.',
  cases: (context) => {
    const detector = (states: Parameters<typeof detectorSeries>[2]) =>
      detectorSeries(context, 'native', states);
    const growth = (values: string) => growthSeries(context, 'native', values);
    const firing = {
      labels: LABELS,
      description:
        'The leak detector of shop/api on api-1 has suspected its native for 5m: ' +
        'after full collections it grows by 1MiB/s. ' +
        'Nothing of Node.js tells who holds it: the runbook says where to look.',
    };
    return [
      {
        name: 'formatters are kept: a leak is suspected, then confirmed, then gone after a restart',
        series: [
          ...detector({
            none: '1x4 0x20 1x30',
            suspected: '0x4 1x9 0x40',
            confirmed: '0x14 1x10 0x30',
          }),
          growth('1048576x60'),
        ],
        expect: [
          { at: '9m30s', firing: [] },
          { at: '10m', firing: [firing] },
          { at: '20m', firing: [firing] },
          { at: '32m', firing: [] },
          { at: '50m', firing: [] },
        ],
      },
      {
        name: 'native memory comes and goes with bursts, the verdict is none',
        series: [...detector({ none: '1x60' }), growth('4194304 -4194304 4194304 -4194304')],
        expect: [{ at: '30m', firing: [] }],
      },
      {
        name: 'a suspicion that the detector takes back',
        series: detector({ none: '1x4 0x3 1x40', suspected: '0x4 1x3 0x40' }),
        expect: ['5m', '8m', '9m', '10m', '20m'].map((at) => ({ at, firing: [] })),
      },
      {
        name: 'growth of buffers',
        series: detectorSeries(context, 'external', { suspected: '1x60' }),
        expect: [{ at: '30m', firing: [] }],
      },
    ];
  },
};
