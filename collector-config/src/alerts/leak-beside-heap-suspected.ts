import type { Alert } from '../alert.ts';
import { INSTANCE } from './identity.ts';
import { detectorSeries, growthSeries, leakDescription, leakSuspected } from './leak-suspected.ts';

/** One area of memory beside the heap, in words. */
interface Area {
  readonly area: 'external' | 'native';
  readonly name: string;
  readonly summary: string;
  /** Who tells what holds it. */
  readonly advice: string;
  /** What happens in the cases: a leak, what only looks like one, and the growth of another area. */
  readonly leak: string;
  readonly noLeak: string;
  readonly elsewhere: { readonly area: string; readonly name: string };
}

export const externalLeakSuspected: Alert = leakBesideHeap({
  area: 'external',
  name: 'ExternalLeakSuspected',
  summary: 'Memory outside of the heap keeps growing across garbage collections.',
  advice: 'The event plimsoll.memory.leak.confirmed names who makes the buffers that stay.',
  leak: 'slices keep their buffers',
  noLeak: 'uploads come and go: external memory rises between collections, the verdict is none',
  elsewhere: { area: 'heap', name: 'growth of the heap' },
});

export const nativeLeakSuspected: Alert = leakBesideHeap({
  area: 'native',
  name: 'NativeLeakSuspected',
  summary: 'Resident memory that V8 does not account for keeps growing.',
  advice: 'Nothing of Node.js tells who holds it: the runbook says where to look.',
  leak: 'formatters are kept',
  noLeak: 'native memory comes and goes with bursts, the verdict is none',
  elsewhere: { area: 'external', name: 'growth of buffers' },
});

function leakBesideHeap(of: Area): Alert {
  const { area, name, summary, advice } = of;
  return {
    name,
    severity: 'warning',
    resource: 'memory',
    expr: (context) => leakSuspected(context, area),
    for: '5m',
    keepFiringFor: '5m',
    summary,
    description: (context) => leakDescription(context) + advice,
    cases: (context) => {
      const detector = (states: Parameters<typeof detectorSeries>[2]) =>
        detectorSeries(context, area, states);
      const growth = (values: string) => growthSeries(context, area, values);
      const firing = {
        labels: { ...INSTANCE, plimsoll_memory_area: area },
        description:
          `The leak detector of shop/api on api-1 has suspected its ${area} for 5m: ` +
          `after full collections it grows by 1MiB/s. ${advice}`,
      };
      return [
        {
          name: `${of.leak}: a leak is suspected, then confirmed, then gone after a restart`,
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
          name: of.noLeak,
          series: [...detector({ none: '1x60' }), growth('4194304 -4194304 4194304 -4194304')],
          expect: [{ at: '30m', firing: [] }],
        },
        {
          name: 'a suspicion that the detector takes back',
          series: detector({ none: '1x4 0x3 1x40', suspected: '0x4 1x3 0x40' }),
          expect: ['5m', '8m', '9m', '10m', '20m'].map((at) => ({ at, firing: [] })),
        },
        {
          name: of.elsewhere.name,
          series: detectorSeries(context, of.elsewhere.area, { suspected: '1x60' }),
          expect: [{ at: '30m', firing: [] }],
        },
      ];
    },
  };
}
