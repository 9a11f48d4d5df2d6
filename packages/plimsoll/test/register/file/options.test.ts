import {
  booleanOption,
  choicesOption,
  createFaults,
  functionOption,
  numberOption,
  satisfies,
} from '@plimsoll/kernel';
import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { fileKeyOf, fileOptions } from '../../../src/register/file/options.ts';

const RULES = {
  host: booleanOption(true),
  sampleIntervalMillis: numberOption(1000, { min: 100, max: 60_000 }),
  disabledSensors: choicesOption([], ['cpu', 'gc']),
  onSample: functionOption<(() => void) | undefined>(undefined),
};

function read(section: unknown, block: object = { resources: section }) {
  const report = vi.fn();
  const faults = { ...createFaults('test'), report };
  const model = { 'instrumentation/development': { js: { plimsoll: block } } };
  const options = fileOptions({ path: 'otel.yaml', model }, ['resources'], faults);
  const values = options.read(RULES, 'resources');
  return { values, told: options.told, said: report.mock.calls.map(([cause]) => cause), options };
}

test('names the key of an option', () => {
  expect(fileKeyOf('sampleIntervalMillis')).toBe('sample_interval_millis');
});

test('reads each kind of option, and tells which', () => {
  const { values, told, said } = read({
    host: false,
    sample_interval_millis: 500,
    disabled_sensors: ['gc'],
  });
  expect(values).toEqual({ host: false, sampleIntervalMillis: 500, disabledSensors: ['gc'] });
  expect(told).toEqual([
    'resources.host=false',
    'resources.sample_interval_millis=500',
    'resources.disabled_sensors=gc',
  ]);
  expect(said).toEqual([]);
});

test('takes a key without a value as not given', () => {
  expect(read({ host: null })).toMatchObject({ values: {}, told: [], said: [] });
  expect(read(null)).toMatchObject({ values: {}, said: [] });
  expect(read(undefined, {})).toMatchObject({ values: {}, said: [] });
});

test('refuses what only code can set, and what is no mapping', () => {
  const at = 'instrumentation/development.js.plimsoll.resources';
  expect(read({ on_sample: 'f' }).said).toEqual([
    `${at}.on_sample in otel.yaml is no option of Plimsoll`,
  ]);
  expect(read([1]).said).toEqual([
    `${at} in otel.yaml is expected to be a mapping; it is left out`,
  ]);
});

test('takes no section for an option', () => {
  const { options, said } = read(undefined, { resources: {}, host: false });
  expect(options.read(RULES)).toEqual({ host: false });
  expect(said).toEqual([]);
});

test('gives nothing without a file', () => {
  const options = fileOptions(undefined, [], createFaults('test'));
  expect(options.read(RULES)).toEqual({});
  expect(options.read(RULES, 'resources')).toEqual({});
});

test('of any block it gives only what the rules allow, and warns of the rest', () => {
  const keys = fc.oneof(
    fc.constantFrom('host', 'sample_interval_millis', 'disabled_sensors', 'on_sample', '__proto__'),
    fc.string(),
  );
  fc.assert(
    fc.property(fc.dictionary(keys, fc.jsonValue()), (given) => {
      const { values, said, told } = read(given);
      for (const [key, value] of Object.entries(values))
        expect(satisfies(RULES[key as keyof typeof RULES], value)).toBe(true);
      const set = Object.entries(given).filter(
        ([key, value]) =>
          value !== null || !['host', 'sample_interval_millis', 'disabled_sensors'].includes(key),
      );
      expect(said.length + told.length).toBe(set.length);
    }),
  );
});
