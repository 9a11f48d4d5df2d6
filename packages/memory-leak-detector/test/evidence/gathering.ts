import { createFaults, type FakeClock, fakeClock } from '@plimsoll/kernel';
import type { SamplingProfile } from '../../src/evidence/culprits.ts';
import {
  createGatherer,
  type Evidence,
  type Gatherer,
  type GathererOptions,
} from '../../src/evidence/gatherer.ts';
import type { LeakState, LeakVerdict } from '../../src/verdict/leak-verdict.ts';

export const MEBIBYTE: number = 2 ** 20;
const PROFILE = { head: {}, samples: [] } as unknown as SamplingProfile;

interface Gathering {
  readonly clock: FakeClock;
  readonly log: string[];
  readonly told: Evidence[];
  readonly gatherer: Gatherer;
  push(state: LeakState, value?: number, more?: Partial<LeakVerdict>): void;
  settle(): void;
  /** What was begun is done: positions are found, files are written. */
  settled(): Promise<unknown>;
}

/** A gatherer whose profiler finds `keep`, and what it does. */
export function gathering(change: Partial<GathererOptions> = {}): Gathering {
  const clock = fakeClock();
  const log: string[] = [];
  const frame = { functionName: 'keep', file: '/app/store.js', line: 3, column: 1 };
  const gatherer = createGatherer({
    clock,
    faults: createFaults('test'),
    seconds: 600,
    affordable: () => true,
    locate: async (culprits) => culprits,
    save: undefined,
    start(sampleBytes) {
      log.push(`start ${sampleBytes}`);
      return {
        stop() {
          log.push('stop');
          const samples = [1, 2].map((order) => ({ bytes: 10, order, stack: [frame] }));
          return { samples, profile: PROFILE };
        },
        [Symbol.dispose]: () => void log.push('dispose'),
      };
    },
    ...change,
  });
  const told: Evidence[] = [];
  return {
    clock,
    log,
    told,
    gatherer,
    push: (state: LeakState, value = 0, more: Partial<LeakVerdict> = {}) =>
      gatherer.push({ state, value: value * MEBIBYTE, limit: 128 * MEBIBYTE, ...more } as never),
    settle: () => gatherer.settle((evidence) => void told.push(evidence)),
    settled: () => new Promise((resolve) => setImmediate(resolve)),
  };
}
