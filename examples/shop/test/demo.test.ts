import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, chownSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';

const MAIN = fileURLToPath(new URL('../src/demo/main.ts', import.meta.url));
const NOBODY = 65_534;

vi.setConfig({ testTimeout: 60_000 });

const isRoot = process.getuid?.() === 0;

/** The temporary folder of the demo: what it leaves behind is seen there. */
let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'demo-'));
  chmodSync(folder, 0o755);
});
afterEach(() => rmSync(folder, { recursive: true }));

interface Run {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

interface RunOptions {
  readonly uid?: number;
  readonly databaseUrl?: string;
  /** Called with each piece of stdout. */
  readonly onOutput?: (text: string, kill: (signal: NodeJS.Signals) => void) => void;
}

function demo(args: readonly string[], options: RunOptions = {}): Promise<Run> {
  const { DATABASE_URL: _, ...env } = process.env;
  const { uid, databaseUrl } = options;
  const child = spawn(process.execPath, [MAIN, ...args], {
    env: { ...env, TMPDIR: folder, ...(databaseUrl && { DATABASE_URL: databaseUrl }) },
    ...(uid !== undefined && { uid, gid: uid }),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk) => {
    stdout += chunk;
    options.onOutput?.(stdout, (signal) => child.kill(signal));
  });
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
}

function expectFinalState({ code, stdout, stderr }: Run): Record<string, unknown> {
  expect({ code, stderr }).toMatchObject({ code: 0 });
  const state = JSON.parse(stdout);
  const some = expect.any(Number);
  expect(state).toMatchObject({
    failure: null,
    seconds: some,
    cpu: { usedCpus: some, limitCpus: some },
    memory: { rssBytes: some, heapLimitBytes: some },
    eventLoop: { utilization: some, delayP99Seconds: some },
    http: { requestsPerSecond: some, p99Seconds: some },
    pool: { used: some, idle: some, pending: some, state: expect.any(String) },
    leak: { heap: { state: expect.any(String) } },
    faults: [],
  });
  expect(state.http.requestsPerSecond).toBeGreaterThan(0);
  expect(state.cpu.usedCpus).toBeGreaterThan(0);
  return state;
}

test('ends by itself, prints its state as one JSON object and leaves nothing behind', async () => {
  const state = expectFinalState(await demo(['--duration', '8', '--json']));
  expect(state).toMatchObject({ database: 'embedded PostgreSQL', pool: { limit: 10 } });
  expect(readdirSync(folder)).toEqual([]);
});

test('takes PGlite with one connection and says which faults it cannot carry', async () => {
  const state = expectFinalState(
    await demo(['--duration', '4', '--json', '--database', 'pglite', '--rate', '10']),
  );
  expect(state).toMatchObject({
    database: 'PGlite',
    pool: { limit: 1 },
    unavailableFaults: ['pool-hog', 'pool-leak', 'slow-queries'],
  });
});

test('ends in order on SIGTERM', async () => {
  const { code, stdout } = await demo([], {
    onOutput: (text, kill) => text.includes('00:00') && kill('SIGTERM'),
  });
  expect(code).toBe(143);
  expect(stdout).toMatch(/^metrics {3}http:\/\/127\.0\.0\.1:\d+\/metrics$/m);
  expect(stdout).toMatch(/thresholds of this demo: heap 128 MB/);
  expect(readdirSync(folder)).toEqual([]);
});

test('fails where the shop does, and says why without the password', async () => {
  const databaseUrl = 'postgres://shop:hidden-word@127.0.0.1:1/shop';
  const { code, stdout, stderr } = await demo(['--json'], { databaseUrl });
  expect(code).toBe(1);
  expect(JSON.parse(stdout)).toMatchObject({
    failure: expect.stringMatching(/shop ended .*ECONNREFUSED/),
  });
  expect(stdout + stderr).not.toContain('hidden-word');
});

test('refuses an option that it does not know', async () => {
  const { code, stdout, stderr } = await demo(['--fault', 'flood']);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toMatch(/Expected `--fault` to be one of .*got `flood`/);
});

/** Root alone can become somebody else, who may not be let into the folder that holds the repository. */
const canBecomeNobody =
  isRoot &&
  spawnSync(process.execPath, ['--check', MAIN], { uid: NOBODY, gid: NOBODY }).status === 0;
if (isRoot && !canBecomeNobody)
  process.stderr.write(
    '\n*** nobody cannot read this folder: the test as a user is SKIPPED ***\n\n',
  );

describe.runIf(canBecomeNobody)('without the rights of root', () => {
  test('runs as it does with them', async () => {
    chownSync(folder, NOBODY, NOBODY);
    const run = await demo(['--duration', '4', '--json'], { uid: NOBODY });
    expect(expectFinalState(run)).toMatchObject({ database: 'embedded PostgreSQL' });
    expect(readdirSync(folder)).toEqual([]);
  });
});
