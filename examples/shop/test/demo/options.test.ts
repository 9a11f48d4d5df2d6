import { expect, test } from 'vitest';
import { readDemoOptions } from '../../src/demo/options.ts';

test('runs without end, in words and without a fault by default', () => {
  expect(readDemoOptions([])).toEqual({
    durationSeconds: Number.POSITIVE_INFINITY,
    json: false,
    faults: [],
    rate: 50,
    database: 'any',
    help: false,
  });
});

test('takes several faults', () => {
  expect(readDemoOptions(['--fault', 'leak', '--fault', 'pool-hog']).faults).toEqual([
    'leak',
    'pool-hog',
  ]);
});

test.each([
  [['--fault', 'flood'], /`--fault` to be one of leak, .*, got `flood`/],
  [['--duration', 'long'], /`--duration` to be a number from 1 to 86400, got `long`/],
  [['--rate', '0'], /`--rate` to be a number from 1 to 500, got `0`/],
  [['--database', 'oracle'], /`--database` to be one of any, embedded, pglite, got `oracle`/],
  [['--colour'], /Unknown option '--colour'/],
])('refuses %j', (args, message) => {
  expect(() => readDemoOptions(args)).toThrow(message);
});
