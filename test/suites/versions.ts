/**
 * `npm run suites:versions -- [client] [--json]`: installs the newest patch of each minor that is said to be supported into a
 * folder of its own, and holds what is read of a real pool of it against what must be. Ends with 1 where one differs.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { newestOfEachMinor, SUPPORTED, type Supported } from './supported.ts';

/** Both lent; one more waits; all back; ended. */
const EXPECTED = [
  { used: 2, idle: 0, pending: 0, limit: 2 },
  { used: 2, idle: 0, pending: 1, limit: 2 },
  { used: 0, idle: 2, pending: 0, limit: 2 },
  { used: 0, idle: 0, pending: 0, limit: 0 },
];

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
  const published = JSON.parse(npm(['view', client, 'versions', '--json'])) as string[];
  for (const version of newestOfEachMinor(published, supported.from)) {
    const result = probe(client, version, supported);
    results.push({ client, version, result });
    process.stderr.write(`${client} ${version}: ${result}\n`);
  }
}
if (values.json) process.stdout.write(`${JSON.stringify(results)}\n`);
const bad = results.filter(({ result }) => result !== 'as expected');
process.stderr.write(`${results.length - bad.length} of ${results.length} as expected\n`);
if (bad.length > 0) process.exitCode = 1;

function npm(args: readonly string[], cwd?: string): string {
  return execFileSync('npm', args, { encoding: 'utf8', cwd, maxBuffer: 2 ** 26 });
}

function probe(client: string, version: string, { beside, hidesLimit }: Supported): string {
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-version-'));
  try {
    writeFileSync(join(folder, 'package.json'), '{"private":true}');
    npm(['install', ...NPM_FLAGS, `${client}@${version}`, ...beside], folder);
    const program = join(import.meta.dirname, 'probes/probe.mjs');
    const printed = execFileSync(process.execPath, [program, client, folder], {
      encoding: 'utf8',
      timeout: 60_000,
    });
    const expected = hidesLimit
      ? EXPECTED.map((each, moment) => (moment === 0 ? { ...each, limit: undefined } : each))
      : EXPECTED;
    return printed.trim() === JSON.stringify(expected) ? 'as expected' : `read ${printed.trim()}`;
  } catch (error) {
    return `could not be run: ${(error as Error).message.split('\n')[0]}`;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
