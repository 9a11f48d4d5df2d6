import { stripVTControlCharacters } from 'node:util';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseExposition } from '../../src/demo/exposition.ts';
import { render } from '../../src/demo/screen.ts';
import type { DemoState } from '../../src/demo/state.ts';
import { summarize } from '../../src/demo/summary.ts';

const empty = parseExposition('', 0);

const state: DemoState = {
  stage: {
    shopUrl: 'http://127.0.0.1:4000',
    metricsUrl: 'http://127.0.0.1:9464/metrics',
    instance: 'one',
    databaseUrl: 'postgres://127.0.0.1:5432/postgres',
    database: 'PGlite',
  },
  seconds: 65,
  durationSeconds: 120,
  startedAt: 1_000_000,
  summary: summarize(empty, empty),
  heapHistory: [1, 2, 3],
  faults: [
    { name: 'leak', active: true },
    { name: 'pool-hog', active: false, unavailable: 'needs a database with several backends' },
  ],
  events: Array.from({ length: 50 }, (_, n) => ({
    name: `plimsoll.pool.connection.leak_suspected`,
    severity: 'WARN',
    time: 1_000_000 + n * 1000,
    attributes: {
      'db.client.connection.pool.name': `shop-${n}`,
      'plimsoll.pool.connection.use.duration': 10.5,
      'code.stacktrace':
        'Error\n    at connect (/app/node_modules/pg-pool/index.js:45:11)\n    at forgetToRelease (file:///app/src/faults/pool-leak.ts:15:31)',
    },
  })),
  notes: [],
};

const plain = (columns: number, rows: number, shown = state): readonly string[] =>
  render(shown, columns, rows).map((line) => stripVTControlCharacters(line));

test('is never wider nor higher than the terminal', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 300 }),
      fc.integer({ min: 1, max: 80 }),
      (columns, rows) => {
        const lines = plain(columns, rows);
        expect(lines.length).toBeLessThanOrEqual(rows);
        for (const line of lines) expect([...line].length).toBeLessThanOrEqual(columns);
      },
    ),
  );
});

test('keeps the keys on the last lines of a terminal of 80 by 24', () => {
  expect(plain(80, 24).slice(-2)).toEqual([
    '',
    'l leak  (pool-hog: needs a database with several backends)  q quit',
  ]);
});

test('shows the last events with the line of the application that they name', () => {
  const lines = plain(200, 30);
  expect(lines.at(-3)).toBe(
    '00:49 WARN  pool shop-49: held 10.5 s by forgetToRelease (pool-leak.ts:15)',
  );
});

test('shows events in the order in which they happened, not in that in which they came', () => {
  const [first, ...rest] = state.events;
  const late = { ...state, events: [...rest, ...(first ? [first] : [])] };
  expect(plain(200, 80, late)).toEqual(plain(200, 80));
});
