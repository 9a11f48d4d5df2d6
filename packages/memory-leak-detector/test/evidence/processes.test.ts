import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

const run = promisify(execFile);
const PROGRAM = fileURLToPath(new URL('../evidence-program.ts', import.meta.url));

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'plimsoll-evidence-'));
});
afterEach(() => rm(folder, { recursive: true }));

interface Outcome {
  readonly events: Record<string, unknown>[];
  /** Whether allocations are being sampled at the end. */
  readonly sampling: boolean;
  readonly stderr: string;
}

async function program(...args: string[]): Promise<Outcome> {
  const flags = ['--conditions=@plimsoll/source', '--max-old-space-size=128'];
  const { stdout, stderr } = await run(process.execPath, [...flags, PROGRAM, ...args], {
    timeout: 60_000,
  });
  return { ...JSON.parse(stdout), stderr };
}

async function lineOf(text: string): Promise<number> {
  const lines = (await readFile(PROGRAM, 'utf8')).split('\n');
  return lines.findIndex((line) => line.startsWith(text)) + 1;
}

/** The limit may come near with it. */
function confirmedOf({ events }: Pick<Outcome, 'events'>) {
  return events.findLast(({ name }) => name === 'plimsoll.memory.leak.confirmed');
}

describe('a process of its own', { timeout: 60_000, concurrent: false }, () => {
  test('that leaks has the function named that keeps what it allocates, and its profile written', async () => {
    const { events, sampling } = await program('leaky', folder);
    const confirmed = confirmedOf({ events });
    expect(confirmed).toMatchObject({
      'code.function.name': 'keepPages',
      'code.file.path': PROGRAM,
      'code.line.number': await lineOf('function keepPages'),
    });
    expect(confirmed?.['plimsoll.memory.growth.share']).toBeGreaterThan(0.5);
    const path = String(confirmed?.['plimsoll.memory.heap_profile.path']);
    const profile = JSON.parse(await readFile(path, 'utf8'));
    expect(profile).toEqual({ head: expect.any(Object), samples: expect.any(Array) });
    expect(sampling).toBe(false);
  });

  test('that leaks buffers has the function named that keeps them, though it keeps a slice', async () => {
    const { events } = await program('buffers');
    const confirmed = events.findLast((event) => event['plimsoll.memory.area'] === 'external');
    expect(confirmed).toMatchObject({
      name: 'plimsoll.memory.leak.confirmed',
      'code.function.name': 'keepSlices',
      'code.line.number': (await lineOf('function keepSlices')) + 3,
    });
  });

  test('that is healthy has nothing sampled and nothing written', async () => {
    const { events, sampling } = await program('fixed', folder);
    expect(events).toEqual([]);
    expect(sampling).toBe(false);
    expect(await readdir(folder)).toEqual([]);
  });

  test('whose allocations are sampled by somebody else is left to them', async () => {
    const { events, sampling } = await program('in-use', folder);
    const confirmed = confirmedOf({ events });
    expect(confirmed).toMatchObject({ 'plimsoll.memory.area': 'heap' });
    expect(Object.keys(confirmed ?? {})).not.toContain('code.function.name');
    expect(sampling).toBe(true);
  });

  test('that cannot write its profile has its culprits told all the same', async () => {
    const file = join(folder, 'a file');
    await writeFile(file, '');
    const { events, stderr } = await program('leaky', join(file, 'below'));
    const confirmed = confirmedOf({ events });
    expect(confirmed).toMatchObject({ 'code.function.name': 'keepPages' });
    expect(Object.keys(confirmed ?? {})).not.toContain('plimsoll.memory.heap_profile.path');
    expect(stderr).toBe('');
  });
});
