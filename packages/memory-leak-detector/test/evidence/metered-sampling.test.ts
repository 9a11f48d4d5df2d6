import { fakeClock } from '@plimsoll/kernel';
import { expect, test } from 'vitest';
import type { AllocationSample } from '../../src/evidence/allocation.ts';
import type { Sampling } from '../../src/evidence/heap-sampling.ts';
import { startMeteredSampling } from '../../src/evidence/metered-sampling.ts';

const KIBIBYTE = 2 ** 10;
const MEBIBYTE = 2 ** 20;

const madeBy = (...files: string[]): AllocationSample => ({
  bytes: KIBIBYTE,
  order: 1,
  stack: files.map((file) => ({ functionName: 'make', file, line: 1, column: 1 })),
});

/** A process that allocates so much a second, with a profiler. */
function allocating(bytesASecond: number, starts: (() => void)[] = []) {
  const clock = fakeClock();
  const log: string[] = [];
  const pace = { bytesASecond };
  const startHeapSampling = (sampleBytes: number): Sampling => {
    starts.shift()?.();
    log.push(`start ${sampleBytes / KIBIBYTE}`);
    return {
      stop() {
        log.push('stop');
        const own = '/app/node_modules/@plimsoll/memory-leak-detector/dist/index.js';
        const samples = [
          madeBy('node:tls', '/app/tls.js'),
          madeBy('node:inspector', own, '/app/x.js'),
        ];
        return { samples, profile: undefined };
      },
      [Symbol.dispose]: () => void log.push('dispose'),
    };
  };
  const measureAllocation = () => {
    let allocated = 0;
    const counting = clock.every(0.5, () => {
      allocated += pace.bytesASecond / 2;
    });
    return {
      read: () => allocated,
      [Symbol.dispose]() {
        counting[Symbol.dispose]();
        log.push('measured');
      },
    };
  };
  const deoptimize = () => void log.push('deoptimize');
  const sources = { clock, startHeapSampling, deoptimize, measureAllocation };
  return { clock, log, pace, sources };
}

test('little is sampled as finely as is wanted, once it is known to be little', () => {
  const { sources, log, clock } = allocating(MEBIBYTE);
  startMeteredSampling(sources, KIBIBYTE);
  clock.advance(3.9);
  expect(log).toEqual(['start 128']);
  clock.advance(0.1);
  expect(log).toEqual(['start 128', 'dispose', 'deoptimize', 'start 1']);
});

test('what is too fine once more is allocated begins anew, and stays coarse', () => {
  const { sources, log, pace, clock } = allocating(MEBIBYTE);
  startMeteredSampling(sources, KIBIBYTE);
  clock.advance(4);
  log.length = 0;
  pace.bytesASecond = 125 * MEBIBYTE;
  clock.advance(1);
  expect(log).toEqual(['dispose', 'deoptimize', 'start 64']);
  pace.bytesASecond = 200 * MEBIBYTE;
  clock.advance(10);
  pace.bytesASecond = MEBIBYTE;
  clock.advance(10);
  expect(log).toEqual(['dispose', 'deoptimize', 'start 64']);
});

test('the interval is a whole number, as Node.js asks for', () => {
  const { sources, log, clock } = allocating(MEBIBYTE);
  startMeteredSampling(sources, KIBIBYTE + 0.3);
  clock.advance(4);
  expect(log.at(-1)).toBe('start 1');
});

test('two thousand samples are taken a second at most', () => {
  const { sources, log, clock } = allocating(125 * MEBIBYTE);
  startMeteredSampling(sources, KIBIBYTE);
  clock.advance(4);
  expect(log.at(-1)).toBe('start 64');
});

test('much goes on being sampled coarsely, once each function is charged itself', () => {
  const { sources, log, clock } = allocating(1000 * MEBIBYTE);
  startMeteredSampling(sources, KIBIBYTE);
  clock.advance(100);
  expect(log).toEqual(['start 128', 'dispose', 'deoptimize', 'start 128', 'measured']);
});

test('where it cannot be told how much is allocated sampling stays coarse', () => {
  const { sources, log, clock } = allocating(MEBIBYTE);
  startMeteredSampling({ ...sources, measureAllocation: () => undefined }, KIBIBYTE);
  clock.advance(100);
  expect(log).toEqual(['start 128', 'dispose', 'deoptimize', 'start 128']);
});

test('who looks early is told what was sampled coarsely', async () => {
  const { sources, log, clock } = allocating(MEBIBYTE);
  const sampling = startMeteredSampling(sources, KIBIBYTE);
  clock.advance(1);
  expect((await sampling.stop(0)).samples).toHaveLength(1);
  clock.advance(1000);
  expect(log).toEqual(['start 128', 'measured', 'stop']);
});

test('what this package allocates meanwhile is left out', async () => {
  const { sources } = allocating(MEBIBYTE);
  const { samples } = await startMeteredSampling(sources, KIBIBYTE).stop(0);
  expect(samples).toEqual([madeBy('node:tls', '/app/tls.js')]);
});

test('it ends without a look', () => {
  const { sources, log, clock } = allocating(MEBIBYTE);
  startMeteredSampling(sources, KIBIBYTE)[Symbol.dispose]();
  clock.advance(1000);
  expect(log).toEqual(['start 128', 'measured', 'dispose']);
});

test('a profiler that is in use is no silence', async () => {
  const taken = (): never => {
    throw new Error('another heap profiler is in use');
  };
  const atOnce = allocating(MEBIBYTE, [taken]);
  expect(() => startMeteredSampling(atOnce.sources, KIBIBYTE)).toThrow('in use');
  const meanwhile = allocating(MEBIBYTE, [() => {}, taken]);
  const sampling = startMeteredSampling(meanwhile.sources, KIBIBYTE);
  meanwhile.clock.advance(4);
  await expect(sampling.stop(0)).rejects.toThrow('in use');
});
