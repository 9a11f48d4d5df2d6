import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '../../..');

/** What an application prints, on both streams. */
function run(app: string, ...options: readonly string[]): string {
  const file = join(import.meta.dirname, 'fixtures/apps', app);
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--conditions=@plimsoll/source', '--no-warnings', ...options.slice(1), file, options[0] ?? ''],
    { encoding: 'utf8', timeout: 30_000 },
  );
  expect(status, stderr).toBe(0);
  return stdout + stderr;
}

test('keeps no process alive', () => {
  expect(run('ends.ts', 'running')).toBe('');
});

test('no program that systeminformation started keeps it alive', () => {
  expect(run('system-information.ts')).toBe('true\n');
});

test('leaves no timer, handle or listener after its end', () => {
  const { before, after } = JSON.parse(run('ends.ts', 'disposed'));
  expect(after).toEqual(before);
});

test('tells what Node itself knows where /proc may not be read, and says so once', () => {
  const allowed = ['--permission', `--allow-fs-read=${ROOT}`];
  const [probes = '', ...warnings] = run('permission.ts', '', ...allowed)
    .trim()
    .split('\n');
  expect(JSON.parse(probes)).toMatchObject({
    cpu: 'unsupported',
    process: 'active',
    cgroup: 'unsupported',
    heap: 'active',
  });
  expect(warnings).toEqual([expect.stringContaining('no permission to read /proc')]);
});

test.runIf(process.platform === 'linux')(
  'starts no child process: every sensor samples for minutes where Node may start none',
  () => {
    const [probes = '', ...warnings] = run('samples.ts', '', '--permission', '--allow-fs-read=*')
      .trim()
      .split('\n');
    const { mayStartProcesses, ...states } = JSON.parse(probes);
    expect(mayStartProcesses).toBe(false);
    expect(Object.values(states)).not.toContain('failing');
    expect(states).toMatchObject({ cpu: 'active', network: 'active', process: 'active' });
    expect(warnings).toEqual([]);
  },
);
