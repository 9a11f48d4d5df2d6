import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createFaults } from '@plimsoll/kernel';
import { expect, test } from 'vitest';
import { createLastProfile, watchNearLimit } from '../../src/evidence/near-limit.ts';

const PROGRAM = fileURLToPath(new URL('../near-limit-program.ts', import.meta.url));
const faults = createFaults('test');

test('V8 is asked for what is wanted, once, and for nothing by default', () => {
  const asked: string[] = [];
  const v8 = {
    setHeapSnapshotNearHeapLimit: (limit: number) => void asked.push(`snapshot ${limit}`),
    setHeapProfileNearHeapLimit: (limit: number) => void asked.push(`profile ${limit}`),
  };
  const isProfiled = [
    watchNearLimit('nothing', faults, v8),
    watchNearLimit('snapshot', faults, v8),
    watchNearLimit('profile', faults, v8),
    watchNearLimit('profile', faults, {}),
  ];
  expect(isProfiled).toEqual([false, false, true, false]);
  expect(asked).toEqual(['snapshot 1', 'profile 1']);
});

test('allocations are sampled while the limit is near, but for the time in which somebody else does', () => {
  const log: string[] = [];
  let isTaken = false;
  const profile = createLastProfile((sampleBytes) => {
    if (isTaken) throw new Error('another heap profiler is in use');
    log.push(`start ${sampleBytes}`);
    return { [Symbol.dispose]: () => void log.push('end') };
  });
  for (const near of [false, true, true, false, false]) profile.push(near);
  expect(log.splice(0)).toEqual(['start 524288', 'end']);
  profile.push(true);
  profile.yield();
  isTaken = true;
  profile.push(true);
  isTaken = false;
  profile.push(true);
  profile[Symbol.dispose]();
  expect(log).toEqual(['start 524288', 'end', 'start 524288', 'end']);
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
