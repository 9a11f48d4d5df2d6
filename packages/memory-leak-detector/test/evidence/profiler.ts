import type { Frame } from '../../src/evidence/allocation.ts';
import type { EvidenceSources } from '../../src/evidence/evidence.ts';
import { MEBIBYTE } from '../simulated-process.ts';

export const frame = (functionName: string, line: number): Frame => ({
  functionName,
  file: `/app/${functionName}.js`,
  line,
  column: 1,
});

export const PROFILE: object = { head: {}, samples: [] };

/** A profiler that finds `remember` behind most of what stays. */
export function profiler(): EvidenceSources & { readonly log: string[] } {
  const log: string[] = [];
  const stacks = [[frame('remember', 7), frame('handle', 40)], [frame('count', 3)]];
  const samples = stacks.flatMap((stack, index) =>
    [1, 2].map((order) => ({ bytes: index === 0 ? 75 : 25, order, stack })),
  );
  return {
    log,
    looksCollect: true,
    async takeSnapshot(_, terms) {
      log.push(`snapshot ${JSON.stringify(terms)}`);
      return {
        done: false,
        reason: 'too_long',
        message: 'the process would stand still for 9.0 s',
      };
    },
    collectGarbage: async () => ({ done: false, reason: 'too_soon', message: 'not now' }),
    freeBytes: async () => 1e12,
    heapUsed: () => 20 * MEBIBYTE,
    measureAllocation: () => undefined,
    deoptimize: () => void log.push('deoptimize'),
    startBufferSampling() {
      throw new Error('no buffers');
    },
    startHeapSampling() {
      log.push('start');
      return {
        stop() {
          log.push('stop');
          return { samples, profile: PROFILE as never };
        },
        [Symbol.dispose]: () => void log.push('dispose'),
      };
    },
  };
}
