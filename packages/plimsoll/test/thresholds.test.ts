import { expect, test } from 'vitest';
import { run } from './support/program.ts';

const SLOW = { timeout: 60_000 };

test('the thresholds of what runs are found, changed and checked from code', SLOW, async () => {
  const program = run('own/thresholds.cjs', {
    env: {
      OTEL_METRICS_EXPORTER: 'none',
      PLIMSOLL_DISABLED_INSTRUMENTATIONS: 'pools',
      PLIMSOLL_MATERIALITY_BYTES: '1000',
    },
  });
  const [, json = ''] = await program.said(/REPORT (.*)/);
  expect(JSON.parse(json)).toEqual({
    parts: ['resources', 'leaks'],
    before: 1000,
    told: [{ sampleIntervalMillis: 100, eventLoopDelayWindowMillis: 60_000 }],
    refused:
      'RangeError: Expected `materialityBytes` to be a number from 0 to 1125899906842624, got `-1` (number)',
    same: true,
  });
  expect(await program.ended).toBe(0);
  expect(program.stderr).toBe('');
});

test('without plimsoll/register there are none', SLOW, async () => {
  const program = run('own/no-thresholds.cjs', { flags: [] });
  expect(await program.said(/THRESHOLDS (.*)/)).toMatchObject({ 1: '{}' });
  expect(await program.ended).toBe(0);
});
