/**
 * `npm run suites:versions -- [client] [--json]`: installs the newest patch of each minor that is said to be supported into a
 * folder of its own, and holds what is read of a real pool of it against what must be. Ends with 1 where one differs.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { startFerretDb } from '@plimsoll/kernel/test/ferretdb';
import { newestOfEachMinor, POOL_OF_TWO, SUPPORTED, type Supported } from './supported.ts';

const execute = promisify(execFile);

const NPM_FLAGS = ['--no-audit', '--no-fund', '--ignore-scripts', '--loglevel=error'];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'boolean', default: false } },
});
const clients = positionals.length > 0 ? positionals : Object.keys(SUPPORTED);
const results: { client: string; version: string; result: string }[] = [];
for (const client of clients) {
  const supported = SUPPORTED[client];
  if (!supported)
    throw new RangeError(
      `Expected a client of ${Object.keys(SUPPORTED).join(', ')}, got \`${client}\``,
    );
  const published = JSON.parse(await npm(['view', client, 'versions', '--json'])) as string[];
  await using server = supported.server && (await startFerretDb());
  const environment = server ? { MONGODB_PORT: String(server.port) } : {};
  for (const version of newestOfEachMinor(published, supported.from)) {
    const result = await probe(client, version, supported, environment);
    results.push({ client, version, result });
    process.stderr.write(`${client} ${version}: ${result}\n`);
  }
}
if (values.json) process.stdout.write(`${JSON.stringify(results)}\n`);
const bad = results.filter(({ result }) => result !== 'as expected');
process.stderr.write(`${results.length - bad.length} of ${results.length} as expected\n`);
if (bad.length > 0) process.exitCode = 1;

async function npm(args: readonly string[], cwd?: string): Promise<string> {
  const { stdout } = await execute('npm', args, { cwd, maxBuffer: 2 ** 26 });
  return stdout;
}

async function probe(
  client: string,
  version: string,
  { beside = [], expected = POOL_OF_TWO }: Supported,
  environment: NodeJS.ProcessEnv,
): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'plimsoll-version-'));
  try {
    await writeFile(join(folder, 'package.json'), '{"private":true}');
    await npm(['install', ...NPM_FLAGS, `${client}@${version}`, ...beside], folder);
    const program = join(import.meta.dirname, 'probes/probe.mjs');
    const { stdout } = await execute(process.execPath, [program, client, folder], {
      timeout: 60_000,
      env: { ...process.env, ...environment },
    });
    return stdout.trim() === JSON.stringify(expected) ? 'as expected' : `read ${stdout.trim()}`;
  } catch (error) {
    return `could not be run: ${reasonOf(error as Error & { stderr?: string })}`;
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** The error that the probe died of, or what says that it could not be started. */
function reasonOf({ message, stderr = '' }: Error & { stderr?: string }): string {
  return /^\w*Error: .*/m.exec(stderr)?.[0] ?? message.split('\n')[0] ?? '';
}
