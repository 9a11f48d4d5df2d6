import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AllocationSample, Frame } from '../../src/evidence/allocation.ts';
import { culpritsOf, samplesOf } from '../../src/evidence/culprits.ts';
import { withoutInlining } from '../../src/evidence/inlining.ts';

const at = (functionName: string): Frame => ({
  functionName,
  file: `/app/${functionName}.js`,
  line: 1,
  column: 1,
});
const turn = at('turn');
const handle = at('handle');
const remember = at('remember');

/** One sample a stack, in this order. */
const sampled = (stacks: readonly (readonly Frame[])[]): AllocationSample[] =>
  stacks.map((stack, index) => ({ bytes: 100, order: index + 1, stack }));

const times = <T>(count: number, value: T): T[] => Array.from({ length: count }, () => value);

function bytesOf(samples: readonly AllocationSample[]): Record<string, number> {
  const bytes: Record<string, number> = {};
  for (const { stack, bytes: own } of withoutInlining(samples)) {
    const name = stack[0]?.functionName ?? '';
    bytes[name] = (bytes[name] ?? 0) + own;
  }
  return bytes;
}

describe('what V8 charges to the caller', () => {
  test('from when it inlined the callee is the callee’s', () => {
    const stacks = [...times(10, [handle, turn]), ...times(30, [turn])];
    expect(bytesOf(sampled(stacks))).toEqual({ handle: 4000 });
  });

  test('is the callee’s from its first sample on where it makes no other later', () => {
    const stacks = [[handle, turn], ...times(40, [turn])];
    expect(bytesOf(sampled(stacks))).toEqual({ handle: 4100 });
  });

  test('is that of whom the callee has inlined before', () => {
    const inlined = [...times(20, [handle, turn]), ...times(20, [turn])];
    expect(bytesOf(sampled([[remember, handle, turn], ...inlined]))).toEqual({ remember: 4100 });
  });

  test('is shared out as the first samples are where some of them are its own', () => {
    const first = [[turn], ...times(6, [handle, turn]), [turn]];
    const bytes = bytesOf(sampled([...first, ...times(20, [turn])]));
    expect(bytes).toEqual({ handle: 600 + 20 * 75, turn: 200 + 20 * 25 });
  });

  test('goes to each of the callees by its part', () => {
    const first = [handle, remember, handle, handle, remember, handle, handle, handle];
    const stacks = [...first.map((callee) => [callee, turn]), ...times(40, [turn])];
    expect(bytesOf(sampled(stacks))).toEqual({ handle: 3600, remember: 1200 });
  });

  test('stays where it is while the callee makes as much as before', () => {
    const stacks = times(10, [[handle, turn], [turn]]).flat();
    expect(bytesOf(sampled(stacks))).toEqual({ turn: 1000, handle: 1000 });
  });

  test('stays where no callee was ever seen', () => {
    const samples = sampled(times(40, [turn]));
    expect(withoutInlining(samples)).toEqual(samples);
  });

  test('is neither lost nor doubled, nor given to anybody whom the profile does not know', () => {
    const sample = fc.record({
      bytes: fc.integer({ min: 1, max: 1e9 }),
      order: fc.integer({ min: 1, max: 1e6 }),
      stack: fc.array(fc.constantFrom(turn, handle, remember, at('emit')), { maxLength: 4 }),
    });
    fc.assert(
      fc.property(fc.array(sample, { maxLength: 60 }), (samples) => {
        const moved = withoutInlining(samples);
        const total = (all: readonly AllocationSample[]): number =>
          all.reduce((sum, { bytes }) => sum + bytes, 0);
        expect(total(moved) / Math.max(1, total(samples))).toBeCloseTo(samples.length > 0 ? 1 : 0);
        const stacks = new Set<readonly Frame[]>(samples.map(({ stack }) => stack));
        expect(moved.every(({ stack }) => stacks.has(stack))).toBe(true);
      }),
    );
  });

  test('leaves first who allocates first, whoever of his callers he is inlined into and when', () => {
    const depth = fc.integer({ min: 1, max: 6 });
    const seen = fc.integer({ min: 8, max: 40 });
    fc.assert(
      fc.property(depth, seen, fc.integer({ min: 0, max: 200 }), (callers, before, after) => {
        const outer = Array.from({ length: callers }, (_, index) => at(`caller${index}`));
        const charged = times(after, outer);
        const samples = sampled([...times(before, [remember, ...outer]), ...charged]);
        expect(culpritsOf(samples)[0]).toMatchObject({ functionName: 'remember', share: 1 });
      }),
    );
  });
});

/** Recorded of the leaks of these names: about 100 samples of a minute each, from a deoptimisation on. */
test.each([
  ['apollo-unbounded-cache', 'set', 'node_modules/lru-cache/'],
  ['emitter-listeners', 'op', 'driver.mjs'],
  ['lru-no-max', 'set', 'node_modules/lru-cache/'],
  ['mem-maxage', 'mem.maxAge', 'driver.mjs'],
  ['otel-two-readers', 'createNewEmptyCheckpoint', 'node_modules/leaky/'],
  ['promise-race', 'op', 'driver.mjs'],
])('the culprit of %s is %s', (name, functionName, file) => {
  const path = join(import.meta.dirname, 'profiles', `${name}.heapprofile`);
  const [first] = culpritsOf(samplesOf(JSON.parse(readFileSync(path, 'utf8'))));
  expect(first).toMatchObject({ functionName, file: expect.stringContaining(file) });
});
