import { spawnSync } from 'node:child_process';
import { cpSync, globSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll } from 'vitest';
import type { Rule } from './rule.ts';

const ROOT = join(import.meta.dirname, '../../..');

const houses: string[] = [];
afterAll(() => {
  for (const house of houses) rmSync(house, { recursive: true });
});

/** A copy of this repository's rules and manifests with only the given sources in it. */
export function house(sources: Readonly<Record<string, string>>): string {
  const root = mkdtempSync(join(tmpdir(), 'plimsoll-rooms-'));
  houses.push(root);
  const rules = ['package.json', 'package-lock.json', 'biome.json', 'turbo.json', '.gitignore'];
  for (const path of [...rules, ...globSync('{packages/*,test}/package.json', { cwd: ROOT })])
    cpSync(join(ROOT, path), join(root, path));
  for (const [path, source] of Object.entries(sources)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), source);
  }
  return root;
}

/** What each linter says about `root`. */
export function lint(
  root: string,
): Record<Rule['by'], { readonly status: number; readonly said: string }> {
  const run = (command: string, args: readonly string[]) => {
    const { status, stdout, stderr } = spawnSync(command, args, {
      cwd: root,
      encoding: 'utf8',
      env: { ...process.env, NO_COLOR: '1', TURBO_TELEMETRY_DISABLED: '1', CI: '' },
    });
    return { status: status ?? 1, said: stdout + stderr };
  };
  const tool = (name: string): string => join(ROOT, 'node_modules/.bin', name);
  return {
    rooms: run(process.execPath, [join(ROOT, 'test/lint/check.ts'), root]),
    biome: run(tool('biome'), ['lint', '--reporter=github', '--max-diagnostics=none', 'packages']),
    boundaries: run(tool('turbo'), ['boundaries', '--cwd', root]),
  };
}
