import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Row, readRecording, samplesOf } from '../../evaluate/recording.ts';

const LIMITS = { oldSpace: 100, memory: 1000 };

function row(time: number, external: number, live?: number): Row {
  const seen = live === undefined ? {} : { live };
  return { time, ...seen, heapUsed: 20, old: 20, heapTotal: 30, external, rss: 50, ...LIMITS };
}

describe('a recording', () => {
  test('gives the folds what the detector gives them', () => {
    const rows = [row(1, 5), row(2, 9, 21), row(3, 7), row(4, 8), row(5, 6, 22), row(36, 9)];
    expect(samplesOf(rows)).toEqual({
      heap: [
        { time: 2, value: 21, limit: 100, held: 21 },
        { time: 5, value: 22, limit: 100, held: 22 },
        { time: 36, value: 22, limit: 100, held: undefined },
      ],
      external: [
        { time: 1, value: 5, limit: 100, held: undefined },
        { time: 3, value: 7, limit: 100, held: 7 },
        { time: 4, value: 8, limit: 100, held: undefined },
        { time: 36, value: 9, limit: 100, held: 6 },
      ],
      native: [],
    });
  });

  test('tells native memory where pages of files can be told from it', () => {
    const rows = [
      { ...row(1, 5), fileShare: 0.2 },
      row(30, 5, 20),
      { ...row(36, 5), fileShare: 0.1 },
    ];
    expect(samplesOf(rows).native).toEqual([
      { time: 1, value: 5, limit: 105, held: undefined },
      { time: 36, value: 10, limit: 105, held: 10 },
    ]);
  });

  test('is read up to the line in which the process died', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'recording-')), 'a.jsonl');
    const change = { time: 2, area: 'heap', state: 'suspected', attributes: {} };
    writeFileSync(
      file,
      `{"row":${JSON.stringify(row(1, 5))}}\n${JSON.stringify({ change })}\n{"ro`,
    );
    expect(readRecording(file)).toEqual({
      rows: [row(1, 5)],
      changes: [change],
      ending: undefined,
    });
  });

  test('is empty where nothing was written', () => {
    expect(readRecording('/nowhere/a.jsonl')).toEqual({ rows: [], changes: [], ending: undefined });
  });
});
