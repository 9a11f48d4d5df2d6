import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  booleanOption,
  choiceOption,
  choicesOption,
  functionOption,
  numberOption,
  readEnvironment,
  stringOption,
  variableOf,
} from '../src/index.ts';
import { recordedFaults } from './recorded.ts';

const RULES = {
  enabled: booleanOption(true),
  sampleIntervalMillis: numberOption(1000, { min: 10, max: 60_000 }),
  limit: numberOption(undefined, { min: 1, max: 8, integer: true }),
  name: stringOption(undefined),
  mode: choiceOption('fast', ['fast', 'slow']),
  groups: choicesOption(['cpu'], ['cpu', 'heap']),
  onEvent: functionOption<(() => void) | undefined>(undefined),
};

function read(environment: Record<string, string>) {
  const { faults, said } = recordedFaults();
  return { values: readEnvironment(RULES, 'PLIMSOLL_', environment, faults), said };
}

test('names the variable of an option', () => {
  expect(variableOf('PLIMSOLL_', 'sampleIntervalMillis')).toBe('PLIMSOLL_SAMPLE_INTERVAL_MILLIS');
});

test('reads each kind of option from its text', () => {
  expect(
    read({
      PLIMSOLL_ENABLED: 'False',
      PLIMSOLL_SAMPLE_INTERVAL_MILLIS: '250.5',
      PLIMSOLL_LIMIT: '8',
      PLIMSOLL_NAME: 'orders',
      PLIMSOLL_MODE: 'slow',
      PLIMSOLL_GROUPS: 'heap, cpu',
    }),
  ).toEqual({
    values: {
      enabled: false,
      sampleIntervalMillis: 250.5,
      limit: 8,
      name: 'orders',
      mode: 'slow',
      groups: ['heap', 'cpu'],
    },
    said: [],
  });
});

test('leaves out what no variable sets, and what none can set', () => {
  expect(read({ PLIMSOLL_NAME: '', PLIMSOLL_ON_EVENT: 'alert' })).toEqual({ values: {}, said: [] });
});

test.each([
  [
    'PLIMSOLL_ENABLED',
    'constructor',
    "Expected PLIMSOLL_ENABLED to be a boolean, got 'constructor'; using true",
  ],
  [
    'PLIMSOLL_SAMPLE_INTERVAL_MILLIS',
    'soon',
    "Expected PLIMSOLL_SAMPLE_INTERVAL_MILLIS to be a number from 10 to 60000, got 'soon'; using 1000",
  ],
  ['PLIMSOLL_SAMPLE_INTERVAL_MILLIS', '9', "got '9'; using 1000"],
  ['PLIMSOLL_SAMPLE_INTERVAL_MILLIS', '  ', "got '  '; using 1000"],
  [
    'PLIMSOLL_LIMIT',
    '1.5',
    "Expected PLIMSOLL_LIMIT to be an integer from 1 to 8, got '1.5'; using the default",
  ],
  ['PLIMSOLL_MODE', 'medium', `one of 'fast', 'slow', got 'medium'; using "fast"`],
  ['PLIMSOLL_GROUPS', 'cpu,gpu', `got 'cpu,gpu'; using ["cpu"]`],
])('%s=%s is one warning that names it, and the default', (variable, text, warning) => {
  const { values, said } = read({ [variable]: text, PLIMSOLL_NAME: 'orders' });
  expect(values).toEqual({ name: 'orders' });
  expect(said).toEqual([expect.stringContaining(warning)]);
});

test('warns or reads whatever a variable holds, and never throws', () => {
  const variables = Object.keys(RULES).map((key) => variableOf('PLIMSOLL_', key));
  fc.assert(
    fc.property(fc.constantFrom(...variables), fc.string(), (variable, text) => {
      const { values, said } = read({ [variable]: text });
      expect(Object.keys(values).length + said.length).toBeLessThanOrEqual(1);
    }),
  );
});
