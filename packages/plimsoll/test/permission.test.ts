import { join } from 'node:path';
import { expect, test } from 'vitest';
import { deniesNetwork } from '../src/register/permissions.ts';
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
  expect(program.stderr).toMatch(/^@plimsoll\/otel-resources: no permission to read \/proc.*\n$/);
  const names = collector.metrics.map(({ name }) => name);
  expect(names).toContain('plimsoll.memory.heap.limit');
  expect(names.filter((name) => name.startsWith('system.'))).toEqual([]);
});

const permission = (...granted: string[]) => ({ has: (scope: string) => granted.includes(scope) });

test('has the network without the permission model, or where it is granted', () => {
  expect(deniesNetwork(undefined, () => true)).toBe(false);
  expect(deniesNetwork(permission('net'), () => true)).toBe(false);
});

test('has no network where it is not granted, in a version of Node.js that asks for it', () => {
  expect(deniesNetwork(permission(), (flag) => flag === '--allow-net')).toBe(true);
  expect(deniesNetwork(permission(), () => false)).toBe(false);
});
