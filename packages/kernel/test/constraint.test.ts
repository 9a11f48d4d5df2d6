import { expect, test } from 'vitest';
import {
  type Constraint,
  checkConstraints,
  numberOption,
  type OptionValues,
  withoutContradictions,
} from '../src/index.ts';
import { recordedFaults } from './recorded.ts';

const bounds = { min: 0, max: 10 };
const RULES = {
  low: numberOption(2, bounds),
  high: numberOption(5, bounds),
  size: numberOption(1, bounds),
};

const CONSTRAINTS: readonly Constraint<OptionValues<typeof RULES>>[] = [
  {
    keys: ['low', 'high'],
    check({ low, high }) {
      if (low > high) throw new RangeError(`Expected \`low\` to be at most ${high}, got ${low}`);
    },
  },
];

function told(given: { low?: number; high?: number; size?: number }) {
  const { faults, said } = recordedFaults();
  const nameOf = (key: string): string => key.toUpperCase();
  return { values: withoutContradictions(RULES, CONSTRAINTS, given, nameOf, faults), said };
}

test('options that contradict each other are one warning that names them, and left out', () => {
  expect(told({ low: 4, high: 3, size: 7 })).toEqual({
    values: { size: 7 },
    said: [
      'contradiction in LOW, HIGH, the defaults are used: Expected `low` to be at most 3, got 4',
    ],
  });
});

test('an option that contradicts the default of another is left out, and that one is not named', () => {
  expect(told({ low: 6 })).toEqual({
    values: {},
    said: ['contradiction in LOW, the defaults are used: Expected `low` to be at most 5, got 6'],
  });
});

test('options that agree are left as they are', () => {
  expect(told({ low: 6, high: 7 })).toEqual({ values: { low: 6, high: 7 }, said: [] });
  expect(told({ high: 2 })).toEqual({ values: { high: 2 }, said: [] });
});

test('what code gives throws', () => {
  expect(() => checkConstraints(CONSTRAINTS, { low: 4, high: 3, size: 7 })).toThrow(RangeError);
});
