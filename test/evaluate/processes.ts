import { execFile, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, globSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { build } from 'tsdown';
import type { Case, Variant } from './corpus.ts';

const run = promisify(execFile);

/** Here the packages of this workspace are found by their names. */
const REPORTS = join(import.meta.dirname, '../reports/evaluate');

/** A case that does not end by itself is ended this long after its time. */
const GRACE_SECONDS = 90;

/** The probe as one file of JavaScript, for a runtime that strips types keeps megabytes for it. */
export async function bundleProbe(): Promise<string> {
  await build({
    config: false,
    entry: { probe: join(import.meta.dirname, 'probe.ts') },
    outDir: REPORTS,
    format: 'esm',
    target: 'node20.19',
    platform: 'node',
    fixedExtension: true,
    deps: { neverBundle: [/^@opentelemetry\//, '@plimsoll/memory-leak-detector'] },
    dts: false,
    clean: false,
    logLevel: 'error',
  });
  return join(REPORTS, 'probe.mjs');
}

const installing = new Map<string, Promise<void>>();

/** Copies a case beside its harness and installs what it needs, once for each content; gives its folder. */
export async function install({ name, folder }: Case, into: string): Promise<string> {
  const harness = readFileSync(join(folder, '../harness.mjs'));
  const hash = createHash('sha256').update(harness);
  for (const file of globSync('**/*.*', { cwd: folder }).sort())
    hash.update(file).update(readFileSync(join(folder, file)));
  const own = join(into, hash.digest('hex').slice(0, 16));
  const target = join(own, name);
  // Two variants of a case start at once.
  const done = installing.get(own) ?? installOnce(folder, own, target, harness);
  installing.set(own, done);
  await done;
  return target;
}

async function installOnce(from: string, own: string, to: string, harness: Buffer): Promise<void> {
  const done = join(own, 'installed');
  if (existsSync(done)) return;
  rmSync(own, { recursive: true, force: true });
  cpSync(from, to, { recursive: true });
  writeFileSync(join(own, 'harness.mjs'), harness);
  const flags = ['--ignore-scripts', '--legacy-peer-deps', '--no-audit', '--no-fund'];
  await run('npm', ['install', ...flags], { cwd: to });
  writeFileSync(done, '');
}

export interface RunOptions {
  readonly node: string;
  readonly probe: string;
  readonly seconds: number;
  /** Where the probe writes. */
  readonly file: string;
  readonly environment?: NodeJS.ProcessEnv;
}

/** Runs a case as long as it takes; what it said when it failed, other than by an exhausted heap. */
export async function runCase(
  folder: string,
  variant: Variant,
  { node, probe, seconds, file, environment }: RunOptions,
): Promise<string | undefined> {
  const flags = ['--max-old-space-size=128', `--import=${probe}`];
  const child = spawn(node, [...flags, 'driver.mjs', variant], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe'],
    timeout: (seconds + GRACE_SECONDS) * 1000,
    killSignal: 'SIGKILL',
    env: {
      ...process.env,
      NODE_OPTIONS: '',
      TRUTH: '0',
      SECS: String(seconds),
      PLIMSOLL_EVALUATE_FILE: file,
      ...environment,
    },
  });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  const [complaint, code] = await Promise.all([text(child.stderr), ended]);
  if (code === 0 || complaint.includes('heap out of memory')) return undefined;
  return complaint.trim().slice(-2000) || `ended with ${code ?? child.signalCode}`;
}
