import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { afterAll } from 'vitest';

/** Says aloud what is left out since the machine lacks `what`; on CI that is an error. */
export function lacking(what: string): void {
  if (process.env.CI) throw new Error(`${what} is not to be had, and on CI nothing is skipped`);
  process.stderr.write(`\n*** ${what} is not to be had: its tests are SKIPPED ***\n\n`);
}

/** Builds a shared library of a C file below `fixtures/`; `undefined` where there is no compiler. */
export function compiled(source: string, ...flags: readonly string[]): string | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-native-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, `${source.replace(/\.c$/, '')}.so`);
  const from = join(import.meta.dirname, 'fixtures', source);
  const args = ['-shared', '-fPIC', '-O1', '-Wall', '-Werror', ...flags, '-o', path, from];
  const { error, status, stderr } = spawnSync('gcc', args, { encoding: 'utf8' });
  if (error) return void lacking('gcc');
  if (status !== 0) throw new Error(`gcc failed: ${stderr}`);
  return path;
}
