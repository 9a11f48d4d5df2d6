import { join } from 'node:path';
import { expect, test } from 'vitest';
import { deniedBy, describeDenied } from '../src/register/permissions.ts';
import { startCollector } from './support/collector.ts';
import { fixture, REGISTER, run, sendTo } from './support/program.ts';

/** The root of the workspace, where the dependencies are. */
const ROOT = join(fixture('own'), '../../../../..');

test('runs under --permission with one diagnostic', { timeout: 60_000 }, async () => {
  await using collector = await startCollector();
  const program = run('own/plain.cjs', {
    flags: ['--permission', `--allow-fs-read=${ROOT}`, ...REGISTER],
    env: sendTo(collector.url),
  });
  expect(await program.ended).toBe(0);
  expect(program.stdout).toBe('app runs\n');
  expect(program.stderr).toMatch(/^plimsoll: --permission denies \/proc .*\n$/);
  const names = collector.metrics.map(({ name }) => name);
  expect(names).toContain('plimsoll.memory.heap.limit');
  expect(names.filter((name) => name.startsWith('system.'))).toEqual([]);
});

const permission = (...granted: string[]) => ({
  has: (scope: string, reference = '') => granted.includes(scope + reference),
});

test('finds nothing denied without the permission model, or where all is granted', () => {
  const all = permission('fs.read/proc/stat', 'net');
  for (const each of [undefined, all])
    expect(describeDenied(deniedBy(each, 'linux', () => true))).toBe(undefined);
});

test('tells of files and network in one line', () => {
  const denied = deniedBy(permission(), 'linux', () => true);
  expect(denied).toEqual({ files: true, network: true });
  expect(describeDenied(denied)).toMatch(/denies \/proc .* and the network /);
});

test('does not ask for the network where Node.js does not know of that permission', () => {
  expect(deniedBy(permission(), 'linux', () => false).network).toBe(false);
});
