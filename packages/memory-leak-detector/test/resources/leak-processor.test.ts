import { diag } from '@opentelemetry/api';
import { expect, onTestFinished, test, vi } from 'vitest';
import { createLeakProcessor } from '../../src/processor.ts';
import { testSdk } from '../sdk.ts';
import { collectedAt, type Series } from './collected.ts';

const MINUTE = 60;

function warnings() {
  const warn = vi.fn();
  const { error, info, debug, verbose } = diag;
  diag.setLogger({ error, info, debug, verbose, warn }, { suppressOverrideMessage: true });
  onTestFinished(() => diag.disable());
  return warn;
}

const used = (value: number, pool = 'main'): Series => ({
  name: 'used',
  value,
  attributes: { pool },
});

const limit = (value: number, pool = 'main'): Series => ({
  name: 'limit',
  value,
  attributes: { pool },
});

const resources = [{ metric: 'used', limitMetric: 'limit' }];

test('adds what it thinks, and leaves what it was given as it was', () => {
  const processor = createLeakProcessor({ resources });
  const given = collectedAt(0, [used(3), limit(1000)]);
  const before = structuredClone(given);
  const answer = processor.process(given);
  expect(given).toEqual(before);
  expect(answer.scopeMetrics[0]).toBe(given.scopeMetrics[0]);
  const added = answer.scopeMetrics[1];
  expect(added?.scope.name).toBe('@plimsoll/memory-leak-detector');
  expect(added?.metrics.map(({ descriptor }) => descriptor.name)).toEqual([
    'plimsoll.resource.leak.status',
    'plimsoll.resource.leak.suspicion',
    'plimsoll.resource.trend.slope',
    'plimsoll.resource.exhaustion.time_left',
  ]);
  const attributes = { 'plimsoll.resource.metric': 'used', pool: 'main' };
  for (const { dataPoints } of added?.metrics ?? [])
    for (const point of dataPoints) expect(point.attributes).toMatchObject(attributes);
});

test('adds nothing where nothing is watched', () => {
  const processor = createLeakProcessor({ resources });
  const given = collectedAt(0, [limit(1000), { name: 'other', value: 3 }]);
  expect(processor.process(given)).toBe(given);
});

test('says when a leak is suspected, confirmed and resolved, and of which series', () => {
  const sdk = testSdk();
  const processor = createLeakProcessor({ resources });
  processor.setLoggerProvider(sdk.loggerProvider);
  for (let minute = 0; minute < 150; minute++)
    processor.process(
      collectedAt(minute * MINUTE, [
        used(minute < 120 ? 10 + 5 * minute : 12, 'leaky'),
        used(10, 'sound'),
        limit(1000, 'leaky'),
        limit(1000, 'sound'),
      ]),
    );
  const events = sdk.events();
  expect(events.map(({ name }) => name)).toEqual([
    'plimsoll.resource.leak.suspected',
    'plimsoll.resource.leak.confirmed',
    'plimsoll.resource.leak.resolved',
  ]);
  for (const { attributes } of events)
    expect(attributes).toMatchObject({ 'plimsoll.resource.metric': 'used', pool: 'leaky' });
  expect(events[1]?.attributes['plimsoll.resource.growth.rate']).toBeCloseTo(5 / MINUTE);
  expect(processor.read().map(({ state }) => state)).toEqual(['none', 'none']);
});

test('with events off, it says none', () => {
  const sdk = testSdk();
  const processor = createLeakProcessor({ resources, events: false });
  processor.setLoggerProvider(sdk.loggerProvider);
  for (let minute = 0; minute < 120; minute++)
    processor.process(collectedAt(minute * MINUTE, [used(10 + 5 * minute), limit(1000)]));
  expect(processor.read()[0]?.state).toBe('confirmed');
  expect(sdk.events()).toEqual([]);
});

test('of the limits of a pool, takes that of the same pool', () => {
  const processor = createLeakProcessor({ resources });
  processor.process(collectedAt(0, [used(1, 'a'), used(1, 'b'), limit(10, 'a'), limit(20, 'b')]));
  expect(processor.read().map((each) => each.limit)).toEqual([10, 20]);
});

test('of two limits the lesser counts until it is passed', () => {
  const processor = createLeakProcessor({ resources: [{ ...resources[0], limit: 50 } as never] });
  const limitAt = (value: number): number | undefined => {
    processor.process(collectedAt(value, [used(value), limit(1000)]));
    return processor.read()[0]?.limit;
  };
  expect([limitAt(10), limitAt(60), limitAt(2000)]).toEqual([50, 1000, 1000]);
});

test('judges only series with the attributes that are asked for', () => {
  const processor = createLeakProcessor({ resources: [{ metric: 'used', where: { pool: 'b' } }] });
  processor.process(collectedAt(0, [used(1, 'a'), used(2, 'b')]));
  expect(processor.read().map(({ value }) => value)).toEqual([2]);
});

test('judges no more series than it may, and says so once', () => {
  const warn = warnings();
  const processor = createLeakProcessor({ resources, seriesLimit: 2 });
  const three = [used(1, 'a'), used(1, 'b'), used(1, 'c')];
  for (const time of [0, 60]) processor.process(collectedAt(time, three));
  expect(processor.read().map(({ attributes }) => attributes.pool)).toEqual(['a', 'b']);
  expect(warn).toHaveBeenCalledTimes(1);
  expect(warn.mock.calls[0]?.[0]).toContain('more than 2 series');
});

test('a series that is gone for more than an hour makes room', () => {
  const processor = createLeakProcessor({ resources, seriesLimit: 1 });
  const judgedAt = (time: number, pool: string): unknown => {
    processor.process(collectedAt(time, [used(1, pool)]));
    return processor.read()[0]?.attributes.pool;
  };
  expect([judgedAt(0, 'a'), judgedAt(3000, 'b'), judgedAt(9000, 'c')]).toEqual(['a', 'a', 'c']);
});

test('a clock that is put back neither ends nor blinds it', () => {
  const processor = createLeakProcessor({ resources });
  const leakAt = (minute: number, time: number): unknown =>
    processor.process(collectedAt(time, [used(10 + 5 * minute), limit(1000)]));
  for (let minute = 0; minute < 10; minute++) leakAt(minute, 1e6 + minute * MINUTE);
  for (let minute = 10; minute < 60; minute++) leakAt(minute, minute * MINUTE);
  expect(processor.read()[0]?.state).toBe('confirmed');
});

test.each([
  ['a counter', { dataPointType: 3, isMonotonic: true }],
  ['a histogram', { dataPointType: 0 }],
  ['differences', { dataPointType: 3, isMonotonic: false, aggregationTemporality: 0 }],
])('%s is no amount: it is passed on, and one warning', (_, shape) => {
  const warn = warnings();
  const processor = createLeakProcessor({ resources });
  const plain = collectedAt(0, [used(1)]);
  const odd = {
    scopeMetrics: plain.scopeMetrics.map((each) => ({
      ...each,
      metrics: each.metrics.map((metric) => ({ ...metric, ...shape })),
    })),
  };
  for (const __ of [1, 2]) expect(processor.process(odd)).toBe(odd);
  expect(warn).toHaveBeenCalledTimes(1);
  expect(warn.mock.calls[0]?.[0]).toContain('used is no gauge');
});

test('values that are no numbers are passed over', () => {
  const processor = createLeakProcessor({ resources });
  const given = collectedAt(0, [used(Number.NaN), used(Number.POSITIVE_INFINITY, 'b')]);
  expect(processor.process(given)).toBe(given);
});

test('accuses no series that follows its load, of however many series that is', () => {
  const told = [{ metric: 'used', limitMetric: 'limit', loadMetric: 'sessions' }];
  const follows = createLeakProcessor({ resources: told });
  const accuses = createLeakProcessor({ resources });
  for (let minute = 0; minute < 300; minute++) {
    const sessions = (zone: string, value: number): Series => ({
      name: 'sessions',
      value,
      attributes: { zone },
    });
    const given = collectedAt(minute * MINUTE, [
      used(10 + 4 * minute),
      limit(2000),
      sessions('a', 3 * minute),
      sessions('b', 300 - minute),
    ]);
    follows.process(given);
    accuses.process(given);
  }
  expect(follows.read().map(({ state }) => state)).toEqual(['none']);
  expect(accuses.read().map(({ state }) => state)).toEqual(['confirmed']);
});
