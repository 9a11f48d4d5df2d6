import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createFaults } from '@plimsoll/kernel';
import { expect, test } from 'vitest';
import { watchNearLimit } from '../../src/evidence/near-limit.ts';

const PROGRAM = fileURLToPath(new URL('../near-limit-program.ts', import.meta.url));
const faults = createFaults('test');

test('V8 is asked for what is wanted, once, and for nothing by default', () => {
  const asked: string[] = [];
  const v8 = {
    setHeapSnapshotNearHeapLimit: (limit: number) => void asked.push(`snapshot ${limit}`),
    setHeapProfileNearHeapLimit: (limit: number) => void asked.push(`profile ${limit}`),
  };
  watchNearLimit('nothing', faults, v8);
  watchNearLimit('snapshot', faults, v8);
  watchNearLimit('profile', faults, v8);
  watchNearLimit('profile', faults, {});
  expect(asked).toEqual(['snapshot 1', 'profile 1']);
});

test('a process that runs out of heap leaves the snapshot that it was to leave', {
  timeout: 120_000,
}, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'plimsoll-near-limit-'));
  const flags = [
    '--conditions=@plimsoll/source',
    '--max-old-space-size=24',
    `--diagnostic-dir=${folder}`,
  ];
  await new Promise((resolve) => execFile(process.execPath, [...flags, PROGRAM], resolve));
  expect(await readdir(folder)).toEqual([expect.stringMatching(/\.heapsnapshot$/)]);
  await rm(folder, { recursive: true });
});
