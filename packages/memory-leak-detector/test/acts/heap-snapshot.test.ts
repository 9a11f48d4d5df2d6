import { writeFileSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { metrics } from '@opentelemetry/api';
import { logsSdk, metricsSdk } from '@plimsoll/kernel/test/sdk';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  type SnapshotSources,
  snapshotSources,
  snapshotWithin,
} from '../../src/acts/heap-snapshot.ts';
import { predictSnapshot } from '../../src/acts/predict.ts';
import { takeHeapSnapshot } from '../../src/index.ts';

const GIBIBYTE = 2 ** 30;
const MEBIBYTE = 2 ** 20;
const REGISTRY = Symbol.for('plimsoll.memory.acts');

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'plimsoll-snapshots-'));
});
afterEach(async () => {
  Reflect.deleteProperty(globalThis, REGISTRY);
  await rm(folder, { recursive: true });
});

/** 30 MiB of heap on a machine with room for a snapshot of it. */
const ROOMY: SnapshotSources = {
  liveBytes: () => 30 * MEBIBYTE,
  freeMemory: () => 2 * GIBIBYTE,
  freeDisk: async () => 10 * GIBIBYTE,
  write: (path) => writeFileSync(path, 'snapshot'),
};

const terms = () => ({
  folder,
  fileLimit: 2,
  minIntervalMillis: 3_600_000,
  maxPauseMillis: 5000,
});

describe('a heap snapshot', () => {
  test('is written whole, for its owner alone, with the pause that was expected and that it was', async () => {
    const outcome = await snapshotWithin(terms(), ROOMY);
    expect(outcome).toMatchObject({ done: true, bytes: 8, seconds: expect.any(Number) });
    expect(outcome.predictedSeconds).toBeCloseTo((30 * MEBIBYTE * 5e-6) / 60);
    const path = outcome.done ? outcome.path : '';
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(await readdir(folder)).toEqual([path.slice(folder.length + 1)]);
  });

  test.each([
    ['too_long', { liveBytes: () => 100 * MEBIBYTE }],
    ['not_enough_memory', { freeMemory: () => 500 * MEBIBYTE }],
    ['not_enough_disk', { freeDisk: async () => GIBIBYTE }],
    [
      'failed',
      {
        write() {
          throw new Error('ENOENT');
        },
      },
    ],
  ])('that would be %s is not taken, and leaves nothing behind', async (reason, change) => {
    const outcome = await snapshotWithin(terms(), { ...ROOMY, ...change });
    expect(outcome).toMatchObject({ done: false, reason, predictedSeconds: expect.any(Number) });
    expect(await readdir(folder)).toEqual([]);
  });

  test('is taken once in a while, by all processes that share the folder', async () => {
    expect((await snapshotWithin(terms(), ROOMY)).done).toBe(true);
    expect(await snapshotWithin(terms(), ROOMY)).toMatchObject({ reason: 'too_soon' });
    Reflect.deleteProperty(globalThis, REGISTRY);
    expect(await snapshotWithin(terms(), ROOMY)).toMatchObject({
      reason: 'too_soon',
      message: 'another process has taken a snapshot into this folder',
    });
    expect((await snapshotWithin({ ...terms(), minIntervalMillis: 0 }, ROOMY)).done).toBe(true);
    const again = await snapshotWithin({ ...terms(), minIntervalMillis: 0 }, ROOMY);
    expect(again.predictedSeconds).toBeLessThan(1);
  });

  test('is refused while another is being taken', async () => {
    const often = { ...terms(), minIntervalMillis: 0 };
    const both = await Promise.all([snapshotWithin(often, ROOMY), snapshotWithin(often, ROOMY)]);
    expect(both).toMatchObject([
      { done: true },
      { done: false, reason: 'too_soon', message: 'a snapshot is being taken' },
    ]);
    expect(await readdir(folder)).toHaveLength(1);
    expect((await snapshotWithin(often, ROOMY)).done).toBe(true);
  });

  test('is taken where the clock was ahead when the last one was', async () => {
    writeFileSync(join(folder, 'plimsoll-2999-01-01T00-00-00-000Z-1-0-abcdef.heapsnapshot'), '');
    const outcome = await snapshotWithin({ ...terms(), fileLimit: 1 }, ROOMY);
    expect(outcome).toMatchObject({ done: true, bytes: 8 });
  });

  test('that failed is not tried again at once, and its pause is told with what went wrong', async () => {
    const full = new Error('no space left on device');
    const write = (path: string): never => {
      writeFileSync(path, 'half');
      throw full;
    };
    const pauses: unknown[] = [];
    const onPause = (...pause: unknown[]): void => void pauses.push(pause);
    await snapshotWithin({ ...terms(), onPause }, { ...ROOMY, write });
    expect(pauses).toEqual([[expect.any(Number), full]]);
    expect(await readdir(folder)).toEqual([]);
    expect(await snapshotWithin(terms(), ROOMY)).toMatchObject({ reason: 'too_soon' });
  });

  test('is expected to take as long as the last did', () => {
    const worst = predictSnapshot(60 * MEBIBYTE);
    expect(worst).toEqual({
      seconds: expect.closeTo(5.24, 2),
      memoryBytes: 600 * MEBIBYTE,
      fileBytes: 180 * MEBIBYTE,
    });
    expect(predictSnapshot(60 * MEBIBYTE, 1e-8).seconds).toBeCloseTo(0.63);
  });

  test('knows the room of this machine', async () => {
    const { liveBytes, freeMemory, freeDisk } = snapshotSources();
    expect(liveBytes()).toBeGreaterThan(MEBIBYTE);
    expect(freeMemory()).toBeGreaterThan(MEBIBYTE);
    expect(await freeDisk(folder)).toBeGreaterThan(MEBIBYTE);
  });
});

describe('takeHeapSnapshot', () => {
  const API_LOGS = Symbol.for('io.opentelemetry.js.api.logs');
  afterEach(() => Reflect.deleteProperty(globalThis, API_LOGS));

  test('writes what the usual tools read, and tells so', { timeout: 60_000 }, async () => {
    const sdk = logsSdk();
    Reflect.set(globalThis, API_LOGS, () => sdk.provider);
    const outcome = await takeHeapSnapshot({ folder, maxPauseMillis: 600_000 });
    const path = outcome.done ? outcome.path : '';
    expect((await readFile(path, 'utf8')).slice(0, 20)).toBe('{"snapshot":{"meta":');
    await takeHeapSnapshot({ folder });
    expect(sdk.events().map(({ eventName, attributes }) => [eventName, attributes])).toEqual([
      [
        'plimsoll.memory.heap_snapshot.taken',
        {
          'plimsoll.memory.heap_snapshot.trigger': 'manual',
          'plimsoll.memory.heap_snapshot.predicted_duration': outcome.predictedSeconds,
          'plimsoll.memory.heap_snapshot.path': path,
          'plimsoll.memory.heap_snapshot.size': (await stat(path)).size,
          'plimsoll.memory.heap_snapshot.duration': outcome.done && outcome.seconds,
        },
      ],
      [
        'plimsoll.memory.heap_snapshot.skipped',
        {
          'plimsoll.memory.heap_snapshot.trigger': 'manual',
          'plimsoll.memory.heap_snapshot.predicted_duration': expect.any(Number),
          'plimsoll.memory.heap_snapshot.reason': 'too_soon',
        },
      ],
    ]);
  });

  test('measures how long the process stood still, and not what was skipped', {
    timeout: 60_000,
  }, async () => {
    const sdk = metricsSdk();
    metrics.setGlobalMeterProvider(sdk.provider);
    try {
      const outcome = await takeHeapSnapshot({ folder, maxPauseMillis: 600_000 });
      await takeHeapSnapshot({ folder });
      const seconds = outcome.done ? outcome.seconds : Number.NaN;
      expect(await sdk.points()).toMatchObject([
        {
          attributes: { 'plimsoll.memory.heap_snapshot.trigger': 'manual' },
          value: {
            count: 1,
            sum: seconds,
            buckets: { boundaries: [0.1, 0.5, 1, 2, 5, 10, 30, 60] },
          },
        },
      ]);
    } finally {
      metrics.disable();
    }
  });

  test('that cannot be written where it is wanted is no exception', async () => {
    const file = join(folder, 'file');
    writeFileSync(file, '');
    expect(
      await takeHeapSnapshot({ folder: join(file, 'below'), maxPauseMillis: 600_000 }),
    ).toMatchObject({ done: false, reason: 'failed' });
  });

  test('refuses bad options', async () => {
    await expect(takeHeapSnapshot({} as never)).rejects.toThrow(TypeError);
    await expect(takeHeapSnapshot({ folder, fileLimit: 0 })).rejects.toThrow(RangeError);
  });
});
