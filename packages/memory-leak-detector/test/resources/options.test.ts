import { expect, test } from 'vitest';
import {
  createLeakFold,
  createLeakProcessor,
  type LeakProcessorOptions,
} from '../../src/processor.ts';

test.each<[unknown, unknown, string]>([
  ['an unknown option', { series: 3 }, 'got `series`'],
  ['a limit of no series', { seriesLimit: 0 }, '`seriesLimit` to be an integer from 1 to 1000'],
  ['ratios that descend', { confirmedHeadroomRatio: 0.02 }, '`confirmedHeadroomRatio`'],
  ['resources that are no array', { resources: {} }, '`resources` to be an array'],
  ['a resource without a metric', { resources: [{}] }, '`metric` of resources[0]'],
  ['a key that no resource has', { resources: [{ metric: 'a', max: 3 }] }, 'got `max`'],
  ['a load that is no name', { resources: [{ metric: 'a', loadMetric: 3 }] }, '`loadMetric`'],
  ['a limit of 0', { resources: [{ metric: 'a', limit: 0 }] }, '`limit` to be a number'],
  [
    'ratios of a resource that descend',
    { resources: [{ metric: 'a', suspectedHeadroomRatio: 0.5 }] },
    '`confirmedHeadroomRatio`',
  ],
])('refuses %s', (_, options, message) => {
  const make = (): unknown => createLeakProcessor(options as LeakProcessorOptions);
  expect(make).toThrow(message);
});

test('refuses options of a fold that it does not know', () => {
  expect(() => createLeakFold({ warmup: 3 } as never)).toThrow('got `warmup`');
  expect(() => createLeakFold({ minBinMillis: 1 })).toThrow('`minBinMillis`');
});
