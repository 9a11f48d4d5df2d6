import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { MEASUREMENTS, selected, subjectsOf } from '../bench/measurements.ts';
import { type Row, rowsOf, table } from '../bench/rows.ts';

const MAIN = join(import.meta.dirname, '../bench/main.ts');

function bench(...args: string[]): { rows: Row[]; status: number | null; complaint: string } {
  const { stdout, stderr, status } = spawnSync(process.execPath, [MAIN, '--json', ...args], {
    encoding: 'utf8',
    env: { ...process.env, PGPORT: '1' },
  });
  return { rows: stdout ? JSON.parse(stdout) : [], status, complaint: stderr };
}

const sum = { id: 'sum', unit: 'ns CPU', subject: 'a', against: 'b' };

describe('the benchmark', () => {
  test('keeps its ids', () => {
    expect(MEASUREMENTS.map(({ id }) => id)).toEqual([
      'collection.core',
      'collection.default',
      'collection.default.api',
      'collection.full',
      'collection.rss2g',
      'collection.fds10k',
      'collection.vs.host-metrics',
      'collection.vs.host-metrics.api',
      'collection.vs.runtime-node',
      'collection.vs.runtime-node.api',
      'collection.stall.p999',
      'collection.stall.max',
      'import.millis',
      'import.bytes',
      'pool.generic-pool.counts',
      'pool.generic-pool.all',
      'pool.generic-pool.all.api',
      'pool.generic-pool.otel',
      'pool.generic-pool.leaks',
      'pool.pg.counts',
      'pool.pg.all',
      'pool.pg.all.api',
      'pool.pg.otel',
      'pool.pg.leaks',
      'pool.tarn.counts',
      'pool.tarn.all',
      'pool.tarn.all.api',
      'pool.tarn.leaks',
      'pool.mysql2.counts',
      'pool.mysql2.all',
      'pool.mysql2.all.api',
      'pool.mysql2.leaks',
      'pool.pg.select1',
      'pool.pg.select1.same',
      'leak.detector',
      'leak.evidence',
      'leak.http.p99',
      'leak.http.p99.same',
      'leak.memory',
      'leak.memory.code',
      'leak.processor',
      'leak.processor.memory',
    ]);
  });

  test('measures a baseline once for all that are compared with it', () => {
    expect(subjectsOf(selected('pool.pg.a'))).toEqual([
      'pool.pg.bare',
      'pool.pg.all',
      'pool.pg.all.api',
    ]);
  });

  test('divides the lowest value by the lowest baseline', () => {
    const outcomes = new Map([
      ['a', [{ value: 9 }, { value: 6 }]],
      ['b', [{ value: 4 }, { value: 5 }]],
    ]);
    expect(rowsOf([sum], outcomes)).toEqual([
      { id: 'sum', unit: 'ns CPU', value: 6, baseline: 4, ratio: 1.5 },
    ]);
  });

  test('takes value and baseline of one round where they took turns', () => {
    const outcomes = new Map([
      [
        'a',
        [
          { value: 3, baseline: 1 },
          { value: 4, baseline: 2 },
          { value: 1, baseline: 1 },
        ],
      ],
    ]);
    expect(rowsOf([{ id: 'sum', unit: 'ns CPU', subject: 'a' }], outcomes)).toEqual([
      { id: 'sum', unit: 'ns CPU', value: 4, baseline: 2, ratio: 2 },
    ]);
  });

  test('leaves out what was not measured', () => {
    const [row] = rowsOf([sum], new Map([['a', [{ value: 6 }]]]));
    expect(row).toEqual({ id: 'sum', unit: 'ns CPU', value: 6, baseline: null, ratio: null });
    expect(table([row as Row])).toBe(
      'id   unit    value  baseline  ratio\nsum  ns CPU   6.00         -      -\n',
    );
  });

  test('prints one array of rows as JSON and nothing else', () => {
    const { rows, status } = bench('--rounds', '1', '--only', 'pool.generic-pool.all.api');
    expect(rows).toEqual([
      {
        id: 'pool.generic-pool.all.api',
        unit: 'ns CPU/acquire+release',
        value: expect.any(Number),
        baseline: expect.any(Number),
        ratio: expect.any(Number),
      },
    ]);
    expect(status).toBe(0);
  }, 120_000);

  test.each([
    ['leak.memory', 1_000_000],
    ['leak.processor.memory', 50 * 30_000],
  ])(
    'sees that what %s holds after a month is less than %i bytes',
    (id, limit) => {
      const row = bench('--rounds', '1', '--only', id).rows.find((each) => each.id === id);
      expect(row).toMatchObject({ unit: 'By', value: expect.any(Number) });
      expect(row?.value).toBeGreaterThan(limit / 10);
      expect(row?.value).toBeLessThan(limit);
    },
    120_000,
  );

  test('says so and fails where there is no PostgreSQL', () => {
    const { rows, status, complaint } = bench('--rounds', '1', '--only', 'pool.pg.select1.same');
    expect(rows).toEqual([
      {
        id: 'pool.pg.select1.same',
        unit: 'ns CPU/query',
        value: null,
        baseline: null,
        ratio: null,
      },
    ]);
    expect(complaint).toContain('*** pool.pg.select1.same is NOT MEASURED: ');
    expect(status).toBe(1);
  }, 60_000);

  test.each([
    ['--rounds', '0', 'Expected `--rounds` to be a whole number from 1 to 100, got `0`'],
    ['--only', 'poole', 'Expected `--only` to be the start of an id, got `poole`'],
  ])('refuses %s %s', (option, value, message) => {
    const { status, complaint } = bench(option, value);
    expect(complaint).toContain(message);
    expect(status).toBe(1);
  });
});
