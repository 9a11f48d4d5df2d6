import { describe, expect, test } from 'vitest';
import type { Recording, Row } from '../../evaluate/recording.ts';
import { replay } from '../../evaluate/replay.ts';

const MEBIBYTE = 2 ** 20;

/** Ten minutes of a timer that reads every 10 s and a collection every 50 or so many; `live` and `external` in MiB by the minute. */
function recording(
  live: (minute: number) => number,
  external = (_: number) => 2,
  every = 50,
): Recording {
  const rows: Row[] = [];
  for (let time = 10; time <= 600; time += 10) {
    const old = live(time / 60) * MEBIBYTE;
    const read: Row = {
      time,
      heapUsed: old,
      heapTotal: old,
      external: external(time / 60) * MEBIBYTE,
      rss: 2 * old,
      old,
      oldSpace: 128 * MEBIBYTE,
      memory: 1e12,
    };
    if (time % every === 0) rows.push({ ...read, live: old });
    rows.push(read);
  }
  const changes = [{ time: 1, area: 'heap', state: 'confirmed' as const, attributes: {} }];
  return { rows, changes, ending: undefined };
}

const statesOf = ({ changes }: Recording) => changes.map(({ area, state }) => [area, state]);

describe('a recording that is judged anew', () => {
  test('forgets what was said then', () => {
    expect(statesOf(replay(recording(() => 10)))).toEqual([]);
  });

  test('confirms a leak of the heap', () => {
    expect(statesOf(replay(recording((minute) => 10 + 6 * minute)))).toEqual([
      ['heap', 'suspected'],
      ['heap', 'confirmed'],
    ]);
  });

  test('asks for two collections to suspect, and for one after it to confirm', () => {
    const rarely = recording((minute) => 10 + 5 * minute, undefined, 150);
    const { changes } = replay(rarely);
    expect(statesOf({ ...rarely, changes })).toEqual([
      ['heap', 'suspected'],
      ['heap', 'confirmed'],
    ]);
    const [suspected, confirmed] = changes.map(({ time }) => time);
    expect(suspected).toBeGreaterThan(300);
    expect(suspected).toBeLessThan(450);
    expect(confirmed).toBeGreaterThanOrEqual(450);
  });

  test('confirms a leak of buffers', () => {
    const leak = recording(
      () => 10,
      (minute) => 2 + 6 * minute,
    );
    expect(statesOf(replay(leak))).toEqual([
      ['external', 'suspected'],
      ['external', 'confirmed'],
    ]);
  });

  test('confirms a leak of native memory, beyond pages of files', () => {
    const { rows, ...rest } = recording(() => 10);
    const leak = rows.map((row) => ({
      ...row,
      rss: (120 + row.time / 6) * MEBIBYTE,
      fileShare: (60 * MEBIBYTE) / ((120 + row.time / 6) * MEBIBYTE),
    }));
    const files = leak.map((row) => ({ ...row, fileShare: 1 - (60 * MEBIBYTE) / row.rss }));
    expect(statesOf(replay({ ...rest, rows: leak }))).toEqual([
      ['native', 'suspected'],
      ['native', 'confirmed'],
    ]);
    expect(statesOf(replay({ ...rest, rows: files }))).toEqual([]);
  });

  test('tells of an end', () => {
    const heals = recording((minute) => (minute < 7 ? 10 + 6 * minute : 12));
    expect(statesOf(replay(heals)).at(-1)).toEqual(['heap', 'resolved']);
  });
});
