import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createSections } from '../../src/sensors/unit-sections.ts';

test('gives the time of a nested section to the inner unit alone', () => {
  let now = 0;
  const sections = createSections(
    () => now,
    (unit) => unit,
  );
  sections.enter('a');
  now = 1;
  sections.enter('b');
  now = 3;
  sections.leave();
  now = 6;
  sections.leave();
  now = 10;
  expect(Object.fromEntries(sections.totals())).toEqual({ a: 4, b: 2 });
});

test('tells a section that still lasts up to now', () => {
  let now = 0;
  const sections = createSections(
    () => now,
    (unit) => unit,
  );
  sections.enter('a');
  now = 2;
  expect(sections.totals().get('a')).toBe(2);
  now = 5;
  sections.leave();
  expect(sections.totals().get('a')).toBe(5);
});

test('gives out every second once, whatever begins and ends', () => {
  const step = fc.record({
    unit: fc.constantFrom('a', 'b', undefined, 'leave' as const),
    seconds: fc.nat(10),
  });
  fc.assert(
    fc.property(fc.array(step), (steps) => {
      let now = 0;
      const sections = createSections(
        () => now,
        (unit) => unit,
      );
      const stack: (string | undefined)[] = [undefined];
      let expected = 0;
      for (const { unit, seconds } of steps) {
        if (unit === 'leave') {
          sections.leave();
          if (stack.length > 1) stack.pop();
        } else {
          sections.enter(unit);
          stack.push(unit);
        }
        now += seconds;
        if (stack.at(-1) !== undefined) expected += seconds;
      }
      const sum = [...sections.totals().values()].reduce((all, each) => all + each, 0);
      expect(sum).toBe(expected);
    }),
  );
});
