import { createHash } from 'node:crypto';
import { access, mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from '@plimsoll/kernel/test/command';
import { goEnvironment } from '@plimsoll/kernel/test/go';

const PINS = new URL('tools.json', import.meta.url);
const MANIFEST = new URL('otelcol-builder.yaml', import.meta.url);
const STRIPPED = '-s -w';
const NAMES = ['otelcol', 'prometheus', 'promtool', 'alertmanager', 'amtool'] as const;

/** The path of each program of the stack. */
export type Tools = Readonly<Record<(typeof NAMES)[number], string>>;

interface Pin {
  readonly packages: readonly string[];
  readonly tags?: string;
}

interface Pins {
  readonly go: string;
  readonly builder: Pin;
  readonly prometheus: Pin;
  readonly alertmanager: Pin;
}

/**
 * The programs of the stack at the versions that `tools.json` and `otelcol-builder.yaml` pin: those of
 * the user's cache folder, else built there from Go modules, which takes minutes.
 */
export async function obtainTools(): Promise<Tools> {
  const folder = await cacheFolder();
  if (!(await complete(folder))) await build(folder);
  return Object.fromEntries(NAMES.map((name) => [name, join(folder, name)])) as Tools;
}

/** One folder for each set of pins and platform, so that a change of versions builds anew. */
async function cacheFolder(): Promise<string> {
  const hash = createHash('sha256').update(`${process.platform} ${process.arch}`);
  for (const file of [PINS, MANIFEST]) hash.update(await readFile(file));
  const cache = process.env.XDG_CACHE_HOME || join(homedir(), '.cache');
  return join(cache, 'plimsoll', 'stack', hash.digest('hex').slice(0, 16));
}

async function complete(folder: string): Promise<boolean> {
  const found = await Promise.allSettled(NAMES.map((name) => access(join(folder, name))));
  return found.every(({ status }) => status === 'fulfilled');
}

/** Builds beside the folder and moves the whole into place: nobody ever sees half of it. */
async function build(folder: string): Promise<void> {
  const pins = JSON.parse(await readFile(PINS, 'utf8')) as Pins;
  await mkdir(dirname(folder), { recursive: true });
  const work = await mkdtemp(`${folder}.build-`);
  const bin = join(work, 'bin');
  try {
    const env = await timed('Go', () => goEnvironment(pins.go));
    await timed('OpenTelemetry Collector', async () => {
      await buildModule(pins.builder, work, work, env);
      const args = ['--config', fileURLToPath(MANIFEST), '--ldflags', STRIPPED];
      await run(join(work, 'builder'), args, { cwd: work, env });
      await mkdir(bin);
      await rename(join(work, 'otelcol', 'otelcol'), join(bin, 'otelcol'));
    });
    await timed('Prometheus', () => buildModule(pins.prometheus, work, bin, env));
    await timed('Alertmanager', () => buildModule(pins.alertmanager, work, bin, env));
    // Another run may have been first; what it put there is the same.
    if (await complete(folder)) return;
    await rm(folder, { recursive: true, force: true });
    await rename(bin, folder);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/**
 * Builds programs inside a module of our own, since `go install` refuses modules whose go.mod has
 * `replace` or `exclude` lines.
 */
async function buildModule(
  pin: Pin,
  work: string,
  output: string,
  env: NodeJS.ProcessEnv,
): Promise<void> {
  const cwd = await mkdtemp(join(work, 'module-'));
  const programs = pin.packages.map((name) => name.replace(/@.*$/, ''));
  await run('go', ['mod', 'init', 'plimsoll.invalid/tools'], { cwd, env });
  await run('go', ['get', ...pin.packages], { cwd, env });
  const flags = ['-tags', pin.tags ?? '', '-ldflags', STRIPPED, '-o', `${output}/`];
  await run('go', ['build', ...flags, ...programs], { cwd, env });
}

async function timed<T>(what: string, work: () => Promise<T>): Promise<T> {
  const start = performance.now();
  process.stderr.write(`stack: ${what} ...\n`);
  const result = await work();
  const seconds = Math.round((performance.now() - start) / 1000);
  process.stderr.write(`stack: ${what} ready after ${seconds} s\n`);
  return result;
}

if (import.meta.main) process.stdout.write(`${JSON.stringify(await obtainTools(), null, 2)}\n`);
