import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createReversedRunUp } from '../../src/statistics/run-up.ts';
import { values } from './arbitraries.ts';

describe('reversed run-up', () => {
  test('remembers a rise of which half was given back, and no other', () => {
    const runUp = createReversedRunUp();
    for (const each of [10, 30, 50]) runUp.push(each);
    expect(runUp.largest).toBe(0);
    runUp.push(31);
    expect(runUp.largest).toBe(0);
    runUp.push(29);
    expect(runUp.largest).toBe(40);
    for (const each of [35, 20, 90]) runUp.push(each);
    expect(runUp.largest).toBe(40);
  });

  test('stays zero while values only rise or only fall', () => {
    fc.assert(
      fc.property(values, fc.constantFrom(1, -1), (all, sign) => {
        const runUp = createReversedRunUp();
        for (const each of all.toSorted((a, b) => sign * (a - b))) runUp.push(each);
        expect(runUp.largest).toBe(0);
      }),
    );
  });

  test('never falls and never exceeds the spread', () => {
    fc.assert(
      fc.property(values, (all) => {
        const runUp = createReversedRunUp();
        let before = 0;
        for (const each of all) {
          runUp.push(each);
          expect(runUp.largest).toBeGreaterThanOrEqual(before);
          before = runUp.largest;
        }
        expect(before).toBeLessThanOrEqual(Math.max(...all) - Math.min(...all));
      }),
    );
  });
});
