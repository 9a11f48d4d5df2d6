import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describeWith, POSTGRES } from '@plimsoll/kernel/test/servers';
import { describe, expect, test } from 'vitest';

const run = promisify(execFile);

/** Runs a program that uses the built package until it ends by itself; the answer is what its last line of output says. */
async function app(name: string, ...args: string[]) {
  const file = join(import.meta.dirname, 'fixtures/apps', name);
  const child = await run(process.execPath, ['--expose-gc', file, ...args], {
    env: { ...process.env, PGHOST: POSTGRES.host, NODE_OPTIONS: '' },
    timeout: 20_000,
  }).catch((error: { stdout: string; stderr: string; killed: boolean }) => {
    if (error.killed) throw error;
    return error;
  });
  return { said: JSON.parse(child.stdout.trim().split('\n').at(-1) ?? ''), stderr: child.stderr };
}

const describeServer = await describeWith(POSTGRES);

describeServer('a program with PostgreSQL', () => {
  test.each(['before-after.mjs', 'before-after.cjs'])(
    'is seen in pools made before and after the instrumentation: %s',
    async (name) => {
      const { said, stderr } = await app(name);
      expect(stderr).toBe('');
      expect(said.toSorted()).toEqual([
        ['generic-pool#2', 1],
        ['generic-pool', 1],
        ['postgres#2', 1],
        ['postgres', 1],
      ]);
    },
  );

  test('is seen in clients that it loads later', async () => {
    const { said, stderr } = await app('loaded-later.mjs');
    expect(stderr).toBe('');
    expect(said.toSorted()).toEqual([
      ['generic-pool', 1],
      ['postgres', 1],
      ['tarn', 1],
      ['template1', 1],
    ]);
  });
});

test('shares one telemetry between an ESM and a CommonJS copy', async () => {
  const { said } = await app('two-copies.mjs');
  expect(said).toEqual({
    different: true,
    waits: [
      ['first', 1],
      ['generic-pool#2', 1],
    ],
    names: [
      ['generic-pool#2', 'first'],
      ['generic-pool#2', 'first'],
    ],
    left: [],
  });
});

test('keeps no process alive', async () => {
  const { said } = await app('ends-by-itself.mjs');
  expect(said.left).not.toContain('Timeout');
});

test('leaves no timer when it is disabled', async () => {
  const { said } = await app('ends-by-itself.mjs', 'disable');
  expect(said.left).not.toContain('Timeout');
});

describe.each(['pg', 'generic-pool'])('%s', (client) => {
  test.each(['live', 'ended'])(
    'fails on a rejection that nobody handles as it does without us, when it is %s',
    async (fault) => {
      const [bare, observed] = await Promise.all(
        ['bare', 'observed'].map((how) => app('unhandled.mjs', client, how, fault)),
      );
      expect(observed?.said).toEqual(bare?.said);
      expect(observed?.stderr.includes('triggerUncaughtException')).toBe(
        bare?.stderr.includes('triggerUncaughtException'),
      );
    },
  );
});

test('holds pools weakly, and their series end at zero', async () => {
  const { said } = await app('collected.mjs');
  expect(said).toEqual({ collected: true, before: 1, after: 0 });
});
