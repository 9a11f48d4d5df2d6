import { createNoopMeter, type Meter } from '@opentelemetry/api';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fixture, SPECS } from './late-instruments.ts';
import { metricsSdk } from './sdk.ts';

test('makes every kind of instrument as its spec says', async () => {
  const sdk = metricsSdk();
  const { opened, level, held, wait, open, closed, share } = fixture(sdk.provider.getMeter('test'));
  opened.add(1);
  level.record(2);
  held.add(-3);
  wait.record(0.5);
  for (const each of [open, closed, share]) each.addCallback((result) => result.observe(4));
  const metrics = (await sdk.collect()).flatMap((scope) => scope.metrics);
  expect(
    metrics.map(({ descriptor: { name, unit, description, valueType }, dataPoints }) => [
      name,
      unit,
      description,
      valueType,
      dataPoints[0]?.value,
    ]),
  ).toEqual([
    ['opened', '{thing}', 'Things opened.', 0, 1],
    ['level', '{thing}', 'Things level.', 0, 2],
    ['held', '{thing}', 'Things held.', 0, -3],
    [
      'wait',
      's',
      'Things wait.',
      1,
      expect.objectContaining({ count: 1, buckets: { boundaries: [1, 5], counts: [1, 0, 0] } }),
    ],
    ['open', '{thing}', 'Things open.', 0, 4],
    ['closed', '{thing}', 'Things closed.', 0, 4],
    ['share', '1', 'Things share.', 1, 4],
  ]);
});

test('hands what was measured before the SDK came to the SDK, with its attributes', async () => {
  const { late, opened, wait, open } = fixture();
  opened.add(2, { 'test.name': 'a' });
  wait.record(7);
  open.addCallback((result) => result.observe(7));
  expect(late.bound).toBe(false);
  const sdk = metricsSdk();
  late.bind(sdk.provider.getMeter('test'));
  expect(late.bound).toBe(true);
  opened.add(1, { 'test.name': 'a' });
  const points = await sdk.points();
  expect(points.map(({ attributes, value }) => [attributes, value])).toEqual([
    [{ 'test.name': 'a' }, 3],
    [{}, expect.objectContaining({ count: 1, sum: 7 })],
    [{}, 7],
  ]);
});

test('moves to a second SDK and leaves the first', async () => {
  const [first, second] = [metricsSdk(), metricsSdk()];
  const { late, opened, open } = fixture(first.provider.getMeter('test'));
  let asked = 0;
  open.addCallback((result) => result.observe(++asked));
  opened.add(1);
  late.bind(second.provider.getMeter('test'));
  opened.add(5);
  expect(await second.values()).toEqual({ opened: 5, open: 1 });
  await first.values();
  expect(asked).toBe(1);
});

test('holds 10,000 measurements an instrument, and says so where more come', async () => {
  const { late, said, opened, wait } = fixture();
  for (let count = 0; count < 10_005; count++) opened.add(1);
  wait.record(1);
  expect(new Set(said)).toEqual(
    new Set(['opened: no SDK after 10000 measurements, later ones are lost']),
  );
  const sdk = metricsSdk();
  late.bind(sdk.provider.getMeter('test'));
  expect(await sdk.values()).toMatchObject({ opened: 10_000, wait: { count: 1 } });
});

test.each([
  ['the no-op meter', createNoopMeter()],
  ['the no-op meter of another copy of the api', new (class NoopMeter {})() as Meter],
  ['no meter', undefined],
])('%s is no SDK', async (_, meter) => {
  const { late, opened } = fixture(meter);
  expect(late.bound).toBe(false);
  opened.add(1);
  const sdk = metricsSdk();
  late.bind(sdk.provider.getMeter('test'));
  late.bind(meter);
  expect(late.bound).toBe(false);
  expect(await sdk.values()).toEqual({ opened: 1 });
});

test('measures nothing that is no finite number, early or late', async () => {
  const sdk = metricsSdk();
  const { late, opened, wait, share } = fixture();
  const odd = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  share.addCallback((result) => {
    for (const value of odd) result.observe(value);
  });
  const measure = (): void => {
    for (const value of odd) {
      opened.add(value);
      wait.record(value);
    }
    opened.add(1);
  };
  measure();
  late.bind(sdk.provider.getMeter('test'));
  measure();
  expect(await sdk.values()).toEqual({ opened: 2 });
});

test('an instrument that a meter does not make is a fault of its own, and the others are made', async () => {
  const sdk = metricsSdk();
  const meter = sdk.provider.getMeter('test');
  meter.createGauge = () => {
    throw new Error('no gauges here');
  };
  const { late, said, opened, level, share } = fixture();
  share.addCallback((result) => result.observe(0.5));
  late.bind(meter);
  opened.add(1);
  level.record(2);
  expect(await sdk.values()).toEqual({ opened: 1, share: 0.5 });
  expect(said).toEqual(['level: no instrument: no gauges here']);
});

test('an instrument that a meter does not make keeps what it holds for the next', async () => {
  const { late, level } = fixture();
  level.record(2);
  const broken = metricsSdk().provider.getMeter('test');
  broken.createGauge = () => {
    throw new Error('no gauges here');
  };
  late.bind(broken);
  const sdk = metricsSdk();
  late.bind(sdk.provider.getMeter('test'));
  expect(await sdk.values()).toEqual({ level: 2 });
});

test('what an instrument throws at a measurement that waited keeps no other from the SDK', async () => {
  const sdk = metricsSdk();
  const meter = sdk.provider.getMeter('test');
  meter.createCounter = () => ({
    add() {
      throw new Error('broken view');
    },
  });
  const { late, said, opened, level } = fixture();
  opened.add(1);
  level.record(2);
  late.bind(meter);
  expect(await sdk.values()).toEqual({ level: 2 });
  expect(said).toEqual(['opened: a measurement was not taken: broken view']);
});

test('gives the same instrument for the same name', () => {
  const { late, opened } = fixture();
  expect(late.create(SPECS.opened)).toBe(opened);
});

test('counts the same however often the SDK goes and comes', async () => {
  const step = fc.oneof(fc.nat(100), fc.constantFrom('bind', 'unbind'));
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
      const sdk = metricsSdk();
      const meter = sdk.provider.getMeter('test');
      const { late, opened } = fixture();
      for (const each of steps)
        if (typeof each === 'number') opened.add(each);
        else late.bind(each === 'bind' ? meter : undefined);
      late.bind(meter);
      const numbers = steps.filter((each) => typeof each === 'number');
      const sum = numbers.reduce((total, each) => total + each, 0);
      expect(await sdk.values()).toEqual(numbers.length > 0 ? { opened: sum } : {});
    }),
  );
});

test('forgets an instrument with what it holds', async () => {
  const sdk = metricsSdk();
  const { late, opened, held } = fixture();
  opened.add(1);
  held.add(2);
  late.forget(SPECS.opened);
  late.bind(sdk.provider.getMeter('test'));
  expect(await sdk.values()).toEqual({ held: 2 });
});
