import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as semconv from '@opentelemetry/semantic-conventions/incubating';
import type { MetricSpec } from '@plimsoll/kernel';
import { describe, expect, test } from 'vitest';
import { CATALOGUE, EVENTS } from '../catalogue.ts';

/** The rules of https://opentelemetry.io/docs/specs/semconv/general/naming/ and /general/metrics/. */
const NAME = /^[a-z][a-z0-9]*([._][a-z0-9]+)*$/;
const UNIT = /^(1|s|By|Cel|Hz|J|V|W|1\/s|By\/s|\{[a-z_]+\}(\/s)?)$/;

interface Convention {
  readonly instrument: string;
  readonly unit: string;
  readonly stability: string;
  readonly attributes: readonly string[];
}

/** The metrics of semantic conventions 1.45, as far as they are about what we watch. */
const CONVENTIONS: Readonly<Record<string, Convention>> = JSON.parse(
  readFileSync(join(import.meta.dirname, 'semconv-1.45.json'), 'utf8'),
);

/** Every attribute of the registry of semantic conventions 1.45. */
const ATTRIBUTES = new Set(
  Object.entries(semconv)
    .filter(([key]) => key.startsWith('ATTR_'))
    .map(([, name]) => name as string),
);

/** `observableUpDownCounter` -> `upDownCounter`: how a value comes about is not part of the name. */
function kindOf({ instrument }: MetricSpec): string {
  const kind = instrument.replace(/^observable/, '');
  return kind.charAt(0).toLowerCase() + kind.slice(1);
}

const last = (name: string): string => name.slice(name.lastIndexOf('.') + 1);

/** Metrics that are called what `word` calls them. */
const called = (word: string): readonly MetricSpec[] =>
  CATALOGUE.filter(({ name }) => last(name) === word);

test('no two metrics share a name, not even once dots are underscores', () => {
  const names = CATALOGUE.map(({ name }) => name.replaceAll('.', '_'));
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
});

test('no two events share a name', () => {
  const names = EVENTS.map(({ name }) => name);
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
});

test('no metric is the namespace of another, unless OpenTelemetry made it so', () => {
  const names = CATALOGUE.map(({ name }) => name);
  const clash = (name: string, other: string): boolean =>
    other.startsWith(`${name}.`) && !(CONVENTIONS[name] && CONVENTIONS[other]);
  expect(names.filter((name) => names.some((other) => clash(name, other)))).toEqual([]);
});

describe.each(CATALOGUE.map((spec) => [spec.name, spec] as const))('%s', (name, spec) => {
  const convention = CONVENTIONS[name];

  test('is a name with a unit and a description', () => {
    expect(name).toMatch(NAME);
    expect(name.split(/[._]/)).not.toContain('total');
    expect(spec.unit).toMatch(UNIT);
    expect(spec.description).toMatch(/^[A-Z0-9].*\.$/s);
  });

  test("is OpenTelemetry's as OpenTelemetry defines it, or ours", () => {
    if (!convention) return expect(name).toMatch(/^plimsoll\./);
    expect({ instrument: kindOf(spec), unit: spec.unit, stability: spec.stability }).toEqual({
      instrument: convention.instrument,
      unit: convention.unit,
      stability: convention.stability,
    });
    expect(convention.attributes).toEqual(expect.arrayContaining([...(spec.attributes ?? [])]));
  });

  test('counts whole things and bytes as integers, and time as a fraction', () => {
    if (spec.unit === 's') expect(spec.valueType).toBe('double');
    const counted = kindOf(spec) !== 'gauge' && spec.unit.startsWith('{') && spec.unit !== '{cpu}';
    if (spec.unit === 'By' || counted) expect(spec.valueType).toBe('int');
  });

  test('has buckets if and only if it is a histogram', () => {
    expect(spec.buckets !== undefined).toBe(spec.instrument === 'histogram');
    const sorted = [...(spec.buckets ?? [])].sort((a, b) => a - b);
    expect(spec.buckets ?? []).toEqual([...new Set(sorted)]);
  });

  test('carries attributes of the registry, or ours', () => {
    for (const attribute of spec.attributes ?? []) {
      expect(attribute).toMatch(NAME);
      if (!attribute.startsWith('plimsoll.')) expect([...ATTRIBUTES]).toContain(attribute);
    }
  });
});

describe.each(EVENTS.map((spec) => [spec.name, spec] as const))('the event %s', (name, spec) => {
  test('is ours, named by the rules, and carries attributes of the registry or ours', () => {
    expect(name).toMatch(NAME);
    expect(name).toMatch(/^plimsoll\./);
    expect(spec.description).toMatch(/^[A-Z0-9].*\.$/s);
    for (const attribute of spec.attributes) {
      expect(attribute).toMatch(NAME);
      if (!attribute.startsWith('plimsoll.')) expect([...ATTRIBUTES]).toContain(attribute);
    }
  });
});

const ours = (specs: readonly MetricSpec[]): readonly MetricSpec[] =>
  specs.filter(({ name }) => name.startsWith('plimsoll.'));

test.each(ours(called('utilization')))('$name is a fraction', (spec) => {
  expect([kindOf(spec), spec.unit]).toEqual(['gauge', '1']);
});

test.each(ours([...called('count'), ...called('limit'), ...called('usage')]))(
  '$name can be added up over processes',
  (spec) => expect(kindOf(spec)).toBe('upDownCounter'),
);

test.each(ours(called('status')))('$name is 1 or 0 for each state', (spec) => {
  expect([kindOf(spec), spec.unit]).toEqual(['upDownCounter', '1']);
  // Reasons do not exclude each other as states do; a source is in use or not, whatever its type.
  const states = ['state', 'reason', 'type'].map((word) => spec.name.replace(/status$/, word));
  expect(states.filter((state) => spec.attributes?.includes(state))).toHaveLength(1);
});

test.each(ours(called('duration')))('$name is a histogram of seconds', (spec) => {
  expect([kindOf(spec), spec.unit]).toEqual(['histogram', 's']);
});

test.each(ours(called('time')))('$name adds up seconds', (spec) => {
  expect([kindOf(spec), spec.unit]).toEqual(['counter', 's']);
});
