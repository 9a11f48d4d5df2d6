import fc from 'fast-check';
import { expect, test } from 'vitest';
import { UseTrace } from '../../src/sizing/use-trace.ts';

test('keeps the last 8192 uses in the order in which they were granted', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 20_000 }), (count) => {
      const trace = new UseTrace();
      for (let at = 0; at < count; at++) trace.returned(trace.granted(at, at), at / 2);
      const { asked, held } = trace.uses(count);
      const first = Math.max(0, count - 8192);
      expect(asked.length).toBe(count - first);
      expect([asked[0], held[0]]).toEqual(count > 0 ? [first, first / 2] : [undefined, undefined]);
      expect([asked.at(-1), held.at(-1)]).toEqual(
        count > 0 ? [count - 1, (count - 1) / 2] : [undefined, undefined],
      );
    }),
    { numRuns: 40 },
  );
});

test('counts a use that goes on for as long as it has been lent', () => {
  const trace = new UseTrace();
  trace.granted(3, 6);
  expect([...trace.uses(10).held]).toEqual([4]);
});

test('forgets a use that comes back after 8192 others', () => {
  const trace = new UseTrace();
  const first = trace.granted(0, 0);
  for (let at = 1; at <= 8192; at++) trace.returned(trace.granted(at, at), 1);
  trace.returned(first, 99);
  expect(trace.uses(9000).held).not.toContain(99);
});
