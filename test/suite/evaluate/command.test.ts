import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readRecording } from '../../evaluate/recording.ts';

const EVALUATE = join(import.meta.dirname, '../../evaluate');

let folder: string;
let cases: string;
let state: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'evaluate-'));
  cases = join(folder, 'corpus');
  state = join(folder, 'state');
  cpSync(join(import.meta.dirname, 'fixtures/corpus'), cases, { recursive: true });
  cpSync(join(EVALUATE, 'corpus/harness.mjs'), join(cases, 'harness.mjs'));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function evaluate(...args: string[]) {
  const program = ['--conditions=@plimsoll/source', join(EVALUATE, 'main.ts')];
  const { stdout, stderr, status } = spawnSync(process.execPath, [...program, ...args], {
    encoding: 'utf8',
    env: { ...process.env, INIT_CWD: folder },
  });
  return { output: stdout, complaint: stderr, status };
}

const TINY = ['--minutes', '0.05', '--jobs', '2', '--json'];

describe('the evaluation of leaks', () => {
  test('takes paths from the folder where npm was called', () => {
    const args = [
      '--cases',
      'corpus',
      '--only',
      'keeps-e',
      '--state',
      'nothing',
      '--replay',
      '--json',
    ];
    const { output, complaint, status } = evaluate(...args);
    expect({ complaint, status }).toEqual({ complaint: '', status: 0 });
    expect(JSON.parse(output).cases).toEqual([]);
  });

  test('runs each variant with the collections of V8, and prints JSON', () => {
    const args = ['--cases', cases, '--only', 'keeps-e', '--state', state, ...TINY];
    const { output, complaint, status } = evaluate(...args);
    expect({ complaint, status }).toMatchObject({ status: 0 });
    const { cases: outcomes, summary } = JSON.parse(output);
    const unseen = { verdict: 'unknown', delaySeconds: null, area: null, culprit: null };
    expect(outcomes).toEqual([
      { name: 'keeps-everything', variant: 'fixed', ...unseen, due: false, undecidable: false },
      { name: 'keeps-everything', variant: 'leaky', ...unseen, due: false, undecidable: false },
    ]);
    expect(summary).toMatchObject({ precision: null, recall: null, due: 0, suspectedHealthy: 0 });
    const recording = readRecording(join(state, recordings().at(-1) ?? ''));
    expect(recording.rows.some(({ live }) => live !== undefined)).toBe(true);
    expect(recording.ending?.live).toBeGreaterThan(1e6);
  });

  test('does not run again what was run', () => {
    const before = recordings().map((name) => statSync(join(state, name)).mtimeMs);
    const { output } = evaluate('--cases', cases, '--only', 'keeps-e', '--state', state, ...TINY);
    expect(JSON.parse(output).cases).toHaveLength(2);
    expect(recordings().map((name) => statSync(join(state, name)).mtimeMs)).toEqual(before);
  });

  test('judges anew what was recorded, and runs nothing', () => {
    const args = ['--cases', cases, '--state', state, '--replay', ...TINY];
    const { output, status } = evaluate(...args);
    expect(JSON.parse(output).cases).toHaveLength(2);
    expect(status).toBe(0);
  });

  test('simulates days on threads, and prints JSON', () => {
    const { output, status } = evaluate('--simulate', '--days', '2', '--seed', '3', '--json');
    expect(JSON.parse(output)).toMatchObject({ days: { confirmed: { hits: 0, of: 2 } } });
    expect(status).toBe(0);
  });

  test('tells of a case that fails, evaluates the rest, and ends with 1', () => {
    const { output, complaint, status } = evaluate('--cases', cases, '--state', state, ...TINY);
    expect(complaint).toContain('*** keeps-nothing healthy is NOT EVALUATED: ');
    expect(complaint).toContain('no such thing');
    expect(JSON.parse(output).cases).toHaveLength(2);
    expect(status).toBe(1);
  });

  test.each([
    [[], 'Expected `--cases` to be the folder of a corpus'],
    [
      ['--cases', tmpdir(), '--minutes', '0'],
      'Expected `--minutes` to be from 0.01 to 1440, got `0`',
    ],
    [['--cases', '.'], 'Expected `--cases` to be a folder with cases, got `/'],
  ])('refuses %j', (args, message) => {
    const { complaint, status } = evaluate(...args);
    expect(complaint).toContain(message);
    expect(status).toBe(1);
  });

  test('refuses no days', () => {
    const { complaint } = evaluate('--simulate', '--days', '0');
    expect(complaint).toContain('Expected `--days` to be from 1 to 1000000, got `0`');
  });

  test('refuses a name that no case begins with', () => {
    const { complaint } = evaluate('--cases', cases, '--only', 'missing');
    expect(complaint).toContain('Expected `--only` to be the start of a name, got `missing`');
  });
});

function recordings(): string[] {
  return readdirSync(state)
    .filter((name) => name.endsWith('.jsonl'))
    .sort();
}
