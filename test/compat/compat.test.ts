import { execFileSync, spawn } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { POSTGRES, present } from '@plimsoll/kernel/test/servers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { application, node, pack } from './install.ts';
import { LINES } from './lines.ts';

const ROOT = join(import.meta.dirname, '../..');

/** The programs of the README: its blocks of JavaScript that begin with the name of a file. */
const README = Object.fromEntries(
  [...readFileSync(join(ROOT, 'README.md'), 'utf8').matchAll(/```js\n\/\/ (\S+)\n(.*?)```/gs)].map(
    ([, file = '', source = '']) => [file, source],
  ),
);

const TSC = join(ROOT, 'node_modules/.bin/tsc');
const OURS = [
  '@plimsoll/memory-leak-detector',
  '@plimsoll/otel-resources',
  '@plimsoll/pool-instrumentation',
];

const { user, host, port, database } = POSTGRES;
const databaseUrl = (await present(POSTGRES)) && `postgres://${user}@${host}:${port}/${database}`;
/** One is named by the application, the others are found by themselves. */
const pools = ['generic-pool', 'named', ...(databaseUrl ? [database] : [])];
const folders: string[] = [];
let tarballs: Record<string, string> = {};

beforeAll(() => {
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-packed-'));
  folders.push(folder);
  tarballs = pack(folder);
});

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program until it ends by itself; one that does not within 60 s is killed, and has no exit code. */
function run(
  executable: string,
  args: readonly string[],
  cwd: string,
  environment: Readonly<Record<string, string>>,
): Promise<Ended> {
  const { PATH = '', HOME = '' } = process.env;
  const child = spawn(executable, args, {
    cwd,
    env: { PATH, HOME, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 60_000,
    killSignal: 'SIGKILL',
  });
  const [stdout, stderr] = [text(child.stdout), text(child.stderr)];
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', async (code) =>
      resolve({ code, stdout: await stdout, stderr: await stderr }),
    );
  });
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

describe.each(LINES)('$name', ({ nodes, packages }) => {
  let folder: string;

  beforeAll(() => {
    folder = application({ ...packages, ...tarballs });
    folders.push(folder);
    cpSync(join(import.meta.dirname, 'app'), folder, { recursive: true });
    for (const [file, source] of Object.entries(README)) writeFileSync(join(folder, file), source);
  });

  test('is installed in the versions that it says, and once', () => {
    for (const [name, version] of Object.entries(packages)) {
      const manifest = readFileSync(join(folder, 'node_modules', name, 'package.json'), 'utf8');
      expect(JSON.parse(manifest).version, name).toBe(version);
    }
    for (const name of OURS) expect(existsSync(join(folder, 'node_modules', name))).toBe(true);
  });

  test('type-checks what a user writes, as ESM and as CommonJS', () => {
    const check = (): string => execFileSync(TSC, ['-p', '.'], { cwd: folder, encoding: 'utf8' });
    try {
      expect(check()).toBe('');
    } catch (error) {
      throw new Error((error as { stdout: string }).stdout || String(error));
    }
  });

  describe.each(nodes)('on Node %s', (version) => {
    test.each(Object.keys(README))('%s of the README starts and ends', async (file) => {
      const nothing = { OTEL_METRICS_EXPORTER: 'none', OTEL_LOGS_EXPORTER: 'none' };
      const ended = await run(node(version), [file], folder, {
        OTEL_TRACES_EXPORTER: 'none',
        ...nothing,
      });
      expect(ended).toEqual({ code: 0, stdout: '', stderr: '' });
    });

    test.each(['main.mjs', 'main.cjs'])(
      '%s gets metrics and events, and ends by itself',
      async (file) => {
        const { code, stdout, stderr } = await run(node(version), ['--expose-gc', file], folder, {
          OTEL_TRACES_EXPORTER: 'none',
          ...(databaseUrl && { COMPAT_DATABASE_URL: databaseUrl }),
        });
        expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
        const { node: ran, folds, errors, metrics, events } = JSON.parse(stdout);
        expect({ ran, errors }).toEqual({ ran: `v${version}`, errors: [] });
        expect(folds).toBeGreaterThan(0);
        const scopes = new Set(Object.values<{ scope: string }>(metrics).map(({ scope }) => scope));
        expect([...scopes]).toEqual(expect.arrayContaining(OURS));
        expect(metrics['db.client.connection.count'].pools.sort()).toEqual(pools);
        expect(metrics).toHaveProperty(['process.cpu.time']);
        const leaked = events.filter(
          ({ eventName }: { eventName: string }) =>
            eventName === 'plimsoll.pool.connection.leak_suspected',
        );
        expect(leaked.map(({ pool }: { pool: string }) => pool).sort()).toEqual(pools);
        expect(leaked[0].scope).toBe('@plimsoll/pool-instrumentation');
      },
    );

    test('two readers that collect in turn see the same values, and no share that is not a number', async () => {
      const ended = await run(node(version), ['readers.mjs'], folder, {});
      expect({ ...ended, stdout: '' }).toEqual({ code: 0, stdout: '', stderr: '' });
      const rounds: Record<string, number | null>[][] = JSON.parse(ended.stdout);
      for (const [first, ...others] of rounds) {
        expect(Object.keys(first ?? {}).length).toBeGreaterThan(50);
        for (const other of others) expect(other).toEqual(first);
        // JSON has no word for what is not finite.
        expect(Object.values(first ?? {})).not.toContain(null);
        expect(Object.keys(first ?? {}).join()).toContain('"process.unix.file_descriptor.count"');
      }
      const [cpu] = rounds.map(
        ([points]) => points?.['process.cpu.utilization{"cpu.mode":"user"}'],
      );
      expect(cpu).toBeGreaterThan(0);
    });

    test.each([
      ['--import', 'register.mjs'],
      ['--require', 'register.cjs'],
    ])('%s plimsoll/register reports %s, which has no telemetry', async (flag, file) => {
      const port = await freePort();
      const { code, stdout, stderr } = await run(
        node(version),
        [flag, 'plimsoll/register', file],
        folder,
        {
          OTEL_METRICS_EXPORTER: 'prometheus',
          OTEL_TRACES_EXPORTER: 'none',
          OTEL_LOGS_EXPORTER: 'none',
          OTEL_EXPORTER_PROMETHEUS_HOST: '127.0.0.1',
          OTEL_EXPORTER_PROMETHEUS_PORT: String(port),
          ...(databaseUrl && { COMPAT_DATABASE_URL: databaseUrl }),
        },
      );
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      const { node: ran, exposed } = JSON.parse(stdout);
      expect(ran).toBe(`v${version}`);
      expect(exposed).toMatch(/^process_cpu_time_total\{/m);
      expect(exposed).toMatch(/^v8js_memory_heap_space_size\{/m);
      expect(exposed).toMatch(/^db_client_connection_count\{/m);
    });
  });
});
