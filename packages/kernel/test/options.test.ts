import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  booleanOption,
  choiceOption,
  choicesOption,
  functionOption,
  numberOption,
  objectOption,
  readOptions,
  stringOption,
} from '../src/index.ts';

const RULES = {
  enabled: booleanOption(true),
  thresholdMillis: numberOption(100, { min: 1, max: 1000 }),
  limit: numberOption(undefined, { min: 0, max: 8, integer: true }),
  name: stringOption(undefined),
  mode: choiceOption('fast', ['fast', 'slow']),
  groups: choicesOption(['cpu'], ['cpu', 'heap']),
  onEvent: functionOption<(() => void) | undefined>(undefined),
  parts: objectOption<object | undefined>(undefined),
};
const read = (given: unknown): unknown => readOptions(RULES, given, 'Thing');

test('fills in the defaults', () => {
  expect(read(undefined)).toEqual({
    enabled: true,
    thresholdMillis: 100,
    limit: undefined,
    name: undefined,
    mode: 'fast',
    groups: ['cpu'],
    onEvent: undefined,
    parts: undefined,
  });
  expect(read({ thresholdMillis: undefined })).toMatchObject({ thresholdMillis: 100 });
});

test('takes what keeps the rules, bounds included, and leaves the given object alone', () => {
  const given = {
    enabled: false,
    thresholdMillis: 1000,
    limit: 0,
    name: 'orders',
    mode: 'slow',
    groups: ['heap', 'cpu'],
    onEvent() {},
    parts: {},
  };
  expect(read(Object.freeze(given))).toEqual(given);
});

describe('refuses at construction', () => {
  test.each<[string, unknown, typeof TypeError, string]>([
    [
      'options that are no object',
      5,
      TypeError,
      'Expected the options of Thing to be an object, got `5` (number)',
    ],
    [
      'options that are null',
      null,
      TypeError,
      'Expected the options of Thing to be an object, got `null`',
    ],
    [
      'a list of options',
      [],
      TypeError,
      'Expected the options of Thing to be an object, got an array',
    ],
    [
      'an unknown option',
      { treshold: 1 },
      TypeError,
      'Expected the options of Thing to be of enabled, thresholdMillis, limit, name, mode, groups, onEvent, parts, got `treshold`',
    ],
    ['a name of Object.prototype', { constructor: 1 }, TypeError, 'got `constructor`'],
    [
      'a boolean of another type',
      { enabled: 'yes' },
      TypeError,
      "Expected `enabled` to be a boolean, got `'yes'` (string)",
    ],
    [
      'a number of another type',
      { thresholdMillis: '5' },
      TypeError,
      "Expected `thresholdMillis` to be a number from 1 to 1000, got `'5'` (string)",
    ],
    ['null for a number', { thresholdMillis: null }, TypeError, 'got `null`'],
    [
      'a number below its range',
      { thresholdMillis: 0 },
      RangeError,
      'Expected `thresholdMillis` to be a number from 1 to 1000, got `0` (number)',
    ],
    ['a number above its range', { thresholdMillis: 1001 }, RangeError, 'got `1001`'],
    ['a number that is none', { thresholdMillis: Number.NaN }, RangeError, 'got `NaN`'],
    [
      'a part of a whole number',
      { limit: 1.5 },
      RangeError,
      'Expected `limit` to be an integer from 0 to 8, got `1.5`',
    ],
    ['an empty string', { name: '' }, RangeError, 'Expected `name` to be a non-empty string'],
    [
      'a word that is no choice',
      { mode: 'medium' },
      RangeError,
      "Expected `mode` to be one of 'fast', 'slow', got `'medium'`",
    ],
    ['a choice of another type', { mode: 3 }, TypeError, 'got `3` (number)'],
    [
      'a list with a word that is no choice',
      { groups: ['gpu'] },
      RangeError,
      "Expected `groups` to be an array of 'cpu', 'heap', got `'gpu'` (string) in it",
    ],
    ['a word for a list', { groups: 'cpu' }, TypeError, "got `'cpu'` (string)"],
    [
      'a function of another type',
      { onEvent: {} },
      TypeError,
      'Expected `onEvent` to be a function, got a value of type object',
    ],
    [
      'an object of another type',
      { parts: [] },
      TypeError,
      'Expected `parts` to be an object, got an array',
    ],
  ])('%s', (_, given, error, message) => {
    expect(() => read(given)).toThrow(error);
    expect(() => read(given)).toThrow(message);
  });
});

test('shows no more than the start of a long text', () => {
  expect(() => read({ enabled: 'x'.repeat(500) })).toThrow(/got `'x{40}'` /);
});

test('takes or refuses any value whatever, and throws nothing but its own errors', () => {
  fc.assert(
    fc.property(fc.constantFrom(...Object.keys(RULES)), fc.anything(), (key, value) => {
      try {
        read({ [key]: value });
      } catch (error) {
        expect((error as Error).message).toMatch(/^Expected /);
      }
    }),
  );
});

test('a bound that none of the numbers passes is not told', () => {
  const { MIN_VALUE, MAX_VALUE } = Number;
  const expected = (min: number, max: number) => numberOption(undefined, { min, max }).expected;
  expect(expected(0, MAX_VALUE)).toBe('a number from 0 on');
  expect(expected(MIN_VALUE, MAX_VALUE)).toBe('a number above 0');
  expect(expected(0, 1)).toBe('a number from 0 to 1');
});
