import { DiagLogLevel, diag } from '@opentelemetry/api';
import { createFaults, fakeClock } from '@plimsoll/kernel';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { SamplingProfile } from '../../src/evidence/culprits.ts';
import {
  createGatherer,
  type Evidence,
  type GathererOptions,
} from '../../src/evidence/gatherer.ts';
import type { LeakState, LeakVerdict } from '../../src/verdict/leak-verdict.ts';

const MEBIBYTE = 2 ** 20;
const PROFILE = { head: {}, samples: [] } as unknown as SamplingProfile;

let warnings: string[];
beforeEach(() => {
  warnings = [];
  const ignore = (): void => {};
  const warn = (message: string): void => void warnings.push(message);
  const logger = { debug: ignore, error: ignore, info: ignore, verbose: ignore, warn };
  diag.setLogger(logger, { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true });
});
afterEach(() => diag.disable());

function gathering(change: Partial<GathererOptions> = {}) {
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
    /** What was begun is done: positions are found, files are written. */
    settled: () => new Promise((resolve) => setImmediate(resolve)),
  };
}

describe('evidence', () => {
  test('is not gathered of what is healthy', () => {
    const { push, log, clock, gatherer } = gathering();
    push('unknown');
    push('none');
    clock.advance(1e6);
    gatherer.tick();
    push('none');
    expect(log).toEqual([]);
  });

  test('is gathered from suspicion on and told when a leak is confirmed', async () => {
    const { push, settle, settled, told, log, gatherer } = gathering();
    push('suspected', 8);
    push('suspected', 14);
    push('confirmed', 20);
    settle();
    expect(told).toEqual([]);
    await settled();
    expect(told).toMatchObject([{ culprits: [{ functionName: 'keep', share: 1 }] }]);
    expect(gatherer.evidence).toBe(told[0]);
    expect(log).toEqual(['start 196608', 'stop']);
  });

  test('is as fine as the head-room asks for, between 128 and 512 KiB a sample', () => {
    const { push, log } = gathering();
    push('suspected', 8, { limit: 10 * MEBIBYTE });
    push('none');
    const large = gathering();
    large.push('suspected', 8, { limit: 8 * 1024 * MEBIBYTE });
    expect([log[0], large.log[0]]).toEqual(['start 131072', 'start 524288']);
  });

  test('waits for sixteen samples, or a minute', async () => {
    const { push, settle, settled, told, log, clock, gatherer } = gathering();
    push('suspected', 8);
    push('confirmed', 9);
    settle();
    push('confirmed', 10);
    clock.advance(59);
    gatherer.tick();
    expect(log).toHaveLength(1);
    clock.advance(1);
    gatherer.tick();
    await settled();
    expect(told).toHaveLength(1);
    const fast = gathering();
    fast.push('suspected', 8);
    fast.push('confirmed', 9);
    fast.settle();
    fast.push('confirmed', 11.1);
    await fast.settled();
    expect(fast.told).toHaveLength(1);
  });

  test('waits for no longer than a tenth of the time that is left', async () => {
    const { push, settle, settled, told, clock, gatherer } = gathering();
    push('suspected', 8);
    push('confirmed', 9, { timeLeftSeconds: 50 });
    settle();
    clock.advance(4.9);
    gatherer.tick();
    await settled();
    expect(told).toEqual([]);
    clock.advance(0.1);
    gatherer.tick();
    await settled();
    expect(told).toHaveLength(1);
  });

  test('of a suspicion that stays one is read when its time is over, and told at once later', async () => {
    const { push, settle, settled, told, log, clock, gatherer } = gathering();
    push('suspected', 8);
    clock.advance(600);
    gatherer.tick();
    await settled();
    expect(log).toEqual(['start 196608', 'stop']);
    push('confirmed', 20);
    settle();
    expect(told).toMatchObject([{ culprits: [{ functionName: 'keep' }] }]);
  });

  test('is dropped without a look when the suspicion is, and not gathered again for a while', () => {
    const { push, log, clock } = gathering();
    push('suspected', 8);
    push('none');
    expect(log).toEqual(['start 196608', 'dispose']);
    push('suspected', 8);
    push('none');
    clock.advance(1200);
    push('suspected', 8);
    expect(log).toEqual(['start 196608', 'dispose', 'start 196608']);
  });

  test('of one alarm is not told of the next', async () => {
    const { push, settle, settled, told, gatherer } = gathering();
    push('suspected', 8);
    push('confirmed', 30);
    settle();
    push('none');
    push('suspected', 8);
    await settled();
    expect(gatherer.evidence.culprits).toEqual([]);
    expect(told).toHaveLength(1);
  });

  test('is given up when it is disposed, and what waits for it is told', () => {
    const { push, settle, told, log, gatherer } = gathering();
    push('suspected', 8);
    push('confirmed', 9);
    settle();
    gatherer[Symbol.dispose]();
    expect(log).toEqual(['start 196608', 'dispose']);
    expect(told).toEqual([{ culprits: [], profileFile: undefined }]);
  });
});

describe('faults', () => {
  test('of a profiler that is in use are one diagnostic and no second attempt', () => {
    let attempts = 0;
    const { push, settle, told, clock } = gathering({
      start() {
        attempts += 1;
        throw new Error('another heap profiler is in use');
      },
    });
    for (let round = 0; round < 3; round++) {
      push('suspected', 8);
      push('confirmed', 20);
      settle();
      push('none');
      clock.advance(1e5);
    }
    expect(attempts).toBe(1);
    expect(told).toHaveLength(3);
    expect(warnings).toEqual([
      'test: the allocation sites of leaks cannot be found: another heap profiler is in use',
    ]);
  });

  test('of a profiler that was ended by somebody else lose the culprits and nothing else', async () => {
    const { push, settle, settled, told } = gathering({
      start: () => ({
        stop() {
          throw new Error('not started');
        },
        [Symbol.dispose]: () => {},
      }),
    });
    push('suspected', 8);
    push('confirmed', 20);
    settle();
    await settled();
    expect(told).toEqual([{ culprits: [], profileFile: undefined }]);
    expect(warnings).toEqual(['test: sampled allocations could not be read: not started']);
  });

  test('of the disk lose the file and nothing else', async () => {
    const { push, settle, settled, told } = gathering({
      save: () => Promise.reject(new Error('read-only file system')),
    });
    push('suspected', 8);
    push('confirmed', 20);
    settle();
    await settled();
    expect(told).toMatchObject([{ culprits: [{ functionName: 'keep' }], profileFile: undefined }]);
    expect(warnings).toEqual([
      'test: the heap profile could not be written: read-only file system',
    ]);
  });

  test('of a heap that is too large to look at are told before anything is sampled', () => {
    let affordable = false;
    const { push, settle, told, log } = gathering({ affordable: () => affordable });
    push('suspected', 8);
    push('confirmed', 20);
    settle();
    expect(log).toEqual([]);
    expect(told).toHaveLength(1);
    expect(warnings).toHaveLength(1);
    affordable = true;
    push('none');
    push('suspected', 8);
    affordable = false;
    push('confirmed', 40);
    settle();
    expect(log).toEqual(['start 196608', 'dispose']);
    expect(told).toHaveLength(2);
  });

  test('the file is named', async () => {
    const { push, settle, settled, told } = gathering({
      save: async () => '/evidence/1.heapprofile',
    });
    push('suspected', 8);
    push('confirmed', 20);
    settle();
    await settled();
    expect(told).toMatchObject([{ profileFile: '/evidence/1.heapprofile' }]);
  });
});
