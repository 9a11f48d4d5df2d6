import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AllocationSample, Frame } from '../../src/evidence/allocation.ts';
import { culpritsOf, samplesOf } from '../../src/evidence/culprits.ts';

const at = (functionName: string, file: string, line = 1): Frame => ({
  functionName,
  file,
  line,
  column: 1,
});
const remember = at('remember', '/app/store.js', 7);
const handle = at('handle', '/app/server.js', 40);
const emit = at('emit', 'node:events', 500);

/** One sample of `bytes` for each of the times. */
function sampled(stack: readonly Frame[], orders: readonly number[], bytes = 100) {
  return orders.map((order): AllocationSample => ({ bytes, order, stack }));
}

describe('a culprit', () => {
  test('is who allocates steadily what stays, before who allocates more that is young', () => {
    const culprits = culpritsOf([
      ...sampled([remember, handle], [10, 30, 60, 90]),
      ...sampled([at('refresh', '/app/page.js'), handle], [91, 93, 95, 96, 97, 98, 99, 100]),
    ]);
    expect(culprits).toEqual([{ ...remember, bytes: 400, share: 1, stack: [remember, handle] }]);
  });

  test('is not what the start of the sampling allocated once', () => {
    const start = sampled([at('load', '/app/config.js')], [1, 2, 3, 4, 5]);
    expect(culpritsOf([...start, ...sampled([handle], [99, 100])])).toEqual([]);
  });

  test('is the innermost function that is not of Node.js itself', () => {
    const [first] = culpritsOf(sampled([emit, handle], [1, 2]));
    expect(first).toMatchObject({ functionName: 'handle', stack: [emit, handle] });
  });

  test('is a function of Node.js where there is no other', () => {
    expect(culpritsOf(sampled([emit], [1, 2]))).toMatchObject([{ functionName: 'emit' }]);
  });

  test('is not who calls the queues of Node.js, which is on the stack of what V8 allocates for a promise', () => {
    const timers = at('processTimers', 'node:internal/timers');
    const queue = at('processTicksAndRejections', 'node:internal/process/task_queues');
    const alone = [...sampled([timers], [1, 2, 3, 97, 98, 99]), ...sampled([queue], [4, 96])];
    const culprits = culpritsOf([...alone, ...sampled([remember, queue], [5, 100])]);
    expect(culprits).toMatchObject([
      { functionName: 'remember', share: 1, stack: [remember, queue] },
    ]);
    expect(culpritsOf(alone)).toEqual([]);
  });

  test('is named once, with the callers of most of its allocations', () => {
    const [first, second] = culpritsOf([
      ...sampled([remember, handle], [1, 2, 99, 100]),
      ...sampled([remember, emit], [1, 100]),
      ...sampled([handle], [2, 99]),
    ]);
    expect(first).toMatchObject({ bytes: 600, stack: [remember, handle] });
    expect(first?.share).toBeCloseTo(0.75);
    expect(second).toMatchObject({ functionName: 'handle', share: 0.25 });
  });

  test('comes before a caller that V8 may have inlined it into, unless the caller has far more', () => {
    const [twice, often] = [
      [1, 2, 99, 100],
      [1, 2, 3, 4, 97, 98, 99, 100],
    ];
    const inlined = [...sampled([handle], often), ...sampled([remember, handle], twice)];
    expect(culpritsOf(inlined).map((each) => each.functionName)).toEqual(['remember', 'handle']);
    const own = [...sampled([handle], often), ...sampled([remember, handle], [1, 100])];
    expect(culpritsOf(own).map((each) => each.functionName)).toEqual(['handle', 'remember']);
    const apart = [...sampled([handle], often), ...sampled([remember], twice)];
    expect(culpritsOf(apart).map((each) => each.functionName)).toEqual(['handle', 'remember']);
  });

  test('has no more than four others beside it and twelve callers', () => {
    const deep = Array.from({ length: 40 }, (_, line) => at('deeper', '/app/deep.js', line + 1));
    const samples = deep.flatMap((frame) => sampled([frame, ...deep], [1, 100]));
    expect(culpritsOf(samples)).toHaveLength(5);
    expect(culpritsOf(samples)[0]?.stack).toHaveLength(12);
  });

  test('comes of any samples without a share above one, whatever their order', () => {
    const frame = fc.constantFrom(remember, handle, emit);
    const sample = fc.record({
      bytes: fc.integer({ min: 1, max: 1e9 }),
      order: fc.integer({ min: 1, max: 1e6 }),
      stack: fc.array(frame, { maxLength: 4 }),
    });
    fc.assert(
      fc.property(fc.array(sample), (samples) => {
        const culprits = culpritsOf(samples);
        const shares = culprits.reduce((sum, { share }) => sum + share, 0);
        expect(shares).toBeLessThanOrEqual(1 + 1e-9);
        const named = (each: typeof culprits) =>
          each.map(({ functionName, bytes }) => `${functionName} ${bytes}`).sort();
        expect(named(culpritsOf(samples.toReversed()))).toEqual(named(culprits));
      }),
    );
  });
});

test('a profile of V8 gives samples with stacks, innermost first, without the frames that stand in no file', () => {
  const node = (id: number, functionName: string, url: string, children: unknown[] = []) => ({
    id,
    callFrame: { functionName, url, lineNumber: id, columnNumber: 0 },
    children,
  });
  const head = node(1, '(root)', '', [
    node(2, 'handle', 'file:///app/server.js', [
      node(3, 'set', '', []),
      node(4, '', 'file:///app/store.js', []),
    ]),
  ]);
  const samples = [
    { size: 8, nodeId: 3, ordinal: 5 },
    { size: 16, nodeId: 4, ordinal: 6 },
    { size: 32, nodeId: 1, ordinal: 7 },
  ];
  const handled = { functionName: 'handle', file: 'file:///app/server.js', line: 3, column: 1 };
  expect(samplesOf({ head, samples } as never)).toEqual([
    { bytes: 8, order: 5, stack: [handled] },
    {
      bytes: 16,
      order: 6,
      stack: [
        { functionName: '(anonymous)', file: 'file:///app/store.js', line: 5, column: 1 },
        handled,
      ],
    },
    { bytes: 32, order: 7, stack: [] },
  ]);
});
