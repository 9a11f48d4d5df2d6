import { describe, expect, test } from 'vitest';
import type { Case } from '../../evaluate/corpus.ts';
import { outcomeOf } from '../../evaluate/outcome.ts';
import type { Change, Ending, Recording, Row } from '../../evaluate/recording.ts';

const MEBIBYTE = 2 ** 20;

const LEAKY: Case = {
  name: 'a-leak',
  folder: '/nowhere',
  variants: ['leaky', 'fixed'],
  area: 'heap',
  culprit: /node_modules\/guilty/,
  leakyOn: undefined,
};

/** A live heap in MiB in a room of 110. */
function row(time: number, live: number): Row {
  const bytes = live * MEBIBYTE;
  const usage = {
    heapUsed: bytes,
    old: bytes,
    heapTotal: bytes,
    external: MEBIBYTE,
    rss: 2 * bytes,
  };
  return { time, live: bytes, ...usage, oldSpace: 110 * MEBIBYTE, memory: 1e12 };
}

function ending(live: number): Ending {
  return {
    time: 600,
    states: { heap: 'none', external: 'unknown' },
    live: live * MEBIBYTE,
    external: MEBIBYTE,
    spent: 0.6,
    longest: 0.01,
    cpu: 30,
  };
}

function change(time: number, state: Change['state'], culprits: readonly string[] = []): Change {
  const attributes = culprits.length > 0 ? { 'plimsoll.memory.leak.culprits': culprits } : {};
  return { time, area: 'heap', state, attributes };
}

function recording(parts: Partial<Recording>): Recording {
  return {
    rows: [row(50, 5), row(60, 10), row(300, 15)],
    changes: [],
    ending: undefined,
    ...parts,
  };
}

const judge = (parts: Partial<Recording>, each: Case = LEAKY) =>
  outcomeOf(each, 'leaky', '24.21.0', recording(parts));

describe('the outcome of a case', () => {
  test('is the worst that was said, though it was resolved', () => {
    const changes = [change(100, 'suspected'), change(200, 'confirmed'), change(500, 'resolved')];
    expect(judge({ changes, ending: ending(30) })).toMatchObject({
      verdict: 'confirmed',
      delaySeconds: 200,
      area: 'heap',
      crashed: false,
    });
  });

  test('is the state at the end where nothing was said', () => {
    expect(judge({ ending: ending(30) })).toMatchObject({
      verdict: 'none',
      delaySeconds: null,
      area: null,
      culprit: null,
    });
    expect(judge({}).verdict).toBe('unknown');
  });

  test('is due by the area that the leak has in the version of Node that ran it', () => {
    const each: Case = { ...LEAKY, area: 'external', areaSince: { 26: 'heap' } };
    const parts = recording({ ending: ending(30) });
    const dueIn = (version: string) => outcomeOf(each, 'leaky', version, parts).due;
    expect(['24.21.0', '26.10.0', '28.0.0'].map(dueIn)).toEqual([false, true, true]);
  });

  test('is undecidable where the case says why, unless it leaks', () => {
    const each: Case = { ...LEAKY, undecidable: 'fills in a straight line' };
    const of = (variant: 'leaky' | 'healthy') =>
      outcomeOf(each, variant, '24.21.0', recording({})).undecidable;
    expect([of('healthy'), of('leaky'), judge({}).undecidable]).toEqual([true, false, false]);
  });

  test('has no delay where a leak was only suspected', () => {
    const outcome = judge({ changes: [change(100, 'suspected')], ending: ending(30) });
    expect(outcome).toMatchObject({ verdict: 'suspected', delaySeconds: null });
  });

  test.each([
    [19.9, false],
    [20.1, true],
  ])('with %f MiB at the end, from 10 after warm-up, in 110, is due: %s', (live, due) => {
    expect(judge({ ending: ending(live) }).due).toBe(due);
  });

  test('is due where the heap was exhausted', () => {
    expect(judge({})).toMatchObject({ due: true, crashed: true });
  });

  test('is not due where nothing leaks', () => {
    const outcome = outcomeOf(LEAKY, 'fixed', '24.21.0', recording({ ending: ending(60) }));
    expect(outcome).toMatchObject({ due: false, leak: false });
    const other = { ...LEAKY, leakyOn: '22.9.0' };
    expect(judge({ ending: ending(60) }, other)).toMatchObject({ due: false, leak: false });
  });

  test('tells the delay as a share of the time to fill', () => {
    // From 10 to 64 MiB of a room of 100 in 540 s: full in 1000 s.
    const changes = [change(100, 'suspected'), change(200, 'confirmed')];
    expect(judge({ changes, ending: ending(64) }).delayRatio).toBeCloseTo(0.2, 6);
  });

  test('compares the delay with the life of a process that died of the leak', () => {
    const rows = [row(60, 80), row(72, 90)];
    expect(judge({ rows, changes: [change(54, 'confirmed')] }).delayRatio).toBeCloseTo(0.75, 6);
  });

  test('tells at which place the right culprit stands', () => {
    const sites = ['run /app/driver.mjs:3', 'keep /app/node_modules/guilty/index.js:8'];
    expect(judge({ changes: [change(100, 'suspected', sites)] })).toMatchObject({
      culprit: sites[0],
      culpritRank: 2,
    });
    expect(judge({ changes: [change(100, 'suspected', ['run /app/driver.mjs:3'])] })).toMatchObject(
      { culpritRank: null },
    );
  });
});
