import { expect, test } from 'vitest';
import { fixture, thing } from './late-instruments.ts';
import { metricsSdk } from './sdk.ts';

test('a callback that throws is a fault of its metric, and others are observed', async () => {
  const sdk = metricsSdk();
  const { said, open, closed } = fixture(sdk.provider.getMeter('test'));
  open.addCallback((result) => {
    result.observe(1, { 'test.name': 'before' });
    throw new Error('pool is gone');
  });
  open.addCallback((result) => result.observe(2, { 'test.name': 'other' }));
  closed.addCallback((result) => result.observe(3));
  const points = await sdk.points();
  expect(points.map(({ value }) => value).sort()).toEqual([1, 2, 3]);
  expect(said).toEqual(['open: observation failed: pool is gone']);
});

test('a callback is called once though it is added twice, and no more once removed', async () => {
  const sdk = metricsSdk();
  const { late, open } = fixture(sdk.provider.getMeter('test'));
  let asked = 0;
  const observe = (): void => void asked++;
  open.addCallback(observe);
  open.addCallback(observe);
  await sdk.collect();
  expect(asked).toBe(1);
  open.removeCallback(observe);
  open.removeCallback(observe);
  await sdk.collect();
  const second = metricsSdk();
  late.bind(second.provider.getMeter('test'));
  await second.collect();
  expect(asked).toBe(1);
});

test('tells observed values itself while they are withdrawn from the meter', async () => {
  const sdk = metricsSdk();
  const { late, opened, open, closed, share } = fixture(sdk.provider.getMeter('test'));
  opened.add(1);
  open.addCallback((result) => result.observe(4));
  const withdrawn = late.withdraw();
  closed.addCallback((result) => result.observe(5.9, { door: 'left' }));
  share.addCallback((result) => {
    result.observe(0.5, { door: 'left' });
    result.observe(Number.NaN, { door: 'right' });
  });
  late.create(thing('late', 'observableGauge')).addCallback((result) => result.observe(6));
  expect(await sdk.values()).toEqual({ opened: 1 });
  const [first, ...others] = late.observed(1500, 2250);
  const times = { startTime: [1, 500_000_000], endTime: [2, 250_000_000] };
  expect(first).toEqual({
    descriptor: { name: 'open', description: 'Things open.', unit: '{thing}', valueType: 0 },
    aggregationTemporality: 1,
    dataPointType: 3,
    isMonotonic: false,
    dataPoints: [{ ...times, attributes: {}, value: 4 }],
  });
  const left = { ...times, attributes: { door: 'left' } };
  expect(others).toMatchObject([
    { dataPointType: 3, isMonotonic: true, dataPoints: [{ ...left, value: 5 }] },
    { dataPointType: 2, descriptor: { valueType: 1 }, dataPoints: [{ ...left, value: 0.5 }] },
    { dataPointType: 2, descriptor: { name: 'late' }, dataPoints: [{ value: 6 }] },
  ]);
  withdrawn[Symbol.dispose]();
  expect(await sdk.values()).toEqual({ open: 4, closed: 5, share: 0.5, late: 6 });
});
