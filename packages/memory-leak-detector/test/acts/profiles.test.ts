import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { Session } from 'node:inspector';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { Profile } from 'pprof-format';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { profileCpu, profileHeap } from '../../src/index.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'plimsoll-profiles-'));
});
afterEach(() => rm(folder, { recursive: true }));

const kept: unknown[] = [];

function keepForEver(): void {
  for (let index = 0; index < 200; index++)
    kept.push(Array.from({ length: 20 }, (_, at) => ({ index, at })));
}

function burn(): void {
  const end = performance.now() + 5;
  while (performance.now() < end) Math.sqrt(end);
}

/** Does it again and again until the other is done. */
async function during<T>(action: () => void, other: Promise<T>): Promise<T> {
  const timer = setInterval(action, 1);
  try {
    return await other;
  } finally {
    clearInterval(timer);
    kept.length = 0;
  }
}

describe('a heap profile', () => {
  test('names who allocated what is alive, and is written where it is wanted', async () => {
    const options = { durationMillis: 300, sampleBytes: 16_384, folder };
    const outcome = await during(keepForEver, profileHeap(options));
    expect(outcome.done && outcome.culprits[0]?.file).toBe(import.meta.filename);
    const path = outcome.done ? String(outcome.path) : '';
    expect(path).toMatch(/\.heapprofile$/);
    expect(JSON.parse(await readFile(path, 'utf8'))).toHaveProperty('head');
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  test('is written as pprof where that is wanted', async () => {
    const options = { durationMillis: 100, sampleBytes: 16_384, folder, profileFormat: 'pprof' };
    const outcome = await during(keepForEver, profileHeap(options as never));
    const path = outcome.done ? String(outcome.path) : '';
    expect(path).toMatch(/\.heap\.pb\.gz$/);
    expect(Profile.decode(gunzipSync(await readFile(path))).sample.length).toBeGreaterThan(0);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  test('is refused while somebody else takes one, and leaves him alone', async () => {
    const other = new Session();
    other.connect();
    other.post('HeapProfiler.startSampling');
    expect(await profileHeap({ durationMillis: 10 })).toMatchObject({
      done: false,
      reason: 'unavailable',
    });
    let failed: unknown;
    other.post('HeapProfiler.stopSampling', (error) => {
      failed = error;
    });
    other.disconnect();
    expect(failed).toBeNull();
  });

  test('is refused where the look at it would take too long', async () => {
    const collects = Number.parseInt(process.versions.node, 10) < 26;
    const outcome = await profileHeap({
      durationMillis: collects ? 3_600_000 : 10,
      maxPauseMillis: 0,
    });
    expect(outcome.done).toBe(!collects);
    if (collects)
      expect(outcome).toMatchObject({
        reason: 'too_long',
        message: expect.stringMatching(/^the process would stand still for \d+\.\d\d s$/),
      });
  });
});

describe('a CPU profile', () => {
  test('names what ran, and is written where it is wanted', async () => {
    const outcome = await during(burn, profileCpu({ durationMillis: 300, folder }));
    expect(outcome.done).toBe(true);
    if (!outcome.done) return;
    const named = outcome.busiest.map(({ functionName }) => functionName);
    expect(named).toContain('burn');
    expect(outcome.busiest.find((each) => each.functionName === 'burn')?.file).toBe(
      import.meta.filename,
    );
    expect(outcome.busiest.reduce((sum, { share }) => sum + share, 0)).toBeLessThanOrEqual(
      1.000001,
    );
    expect(outcome.path).toMatch(/\.cpuprofile$/);
    expect(JSON.parse(await readFile(String(outcome.path), 'utf8'))).toHaveProperty('samples');
  });

  test('ends when it is aborted; a second one meanwhile is refused, and a later one is not', async () => {
    const controller = new AbortController();
    const first = profileCpu({ durationMillis: 3_600_000, signal: controller.signal });
    expect(await profileCpu()).toMatchObject({ done: false, reason: 'too_soon' });
    controller.abort();
    expect((await first).done).toBe(true);
    expect((await profileCpu({ signal: AbortSignal.abort() })).done).toBe(true);
  });

  test('that cannot be written is a refusal and no exception', async () => {
    const below = join(import.meta.filename, 'below');
    expect(await profileCpu({ durationMillis: 10, folder: below })).toMatchObject({
      done: false,
      reason: 'failed',
    });
  });
});

test.each([
  [() => profileHeap({ durationMillis: 0 }), RangeError],
  [() => profileHeap({ sampleBytes: 'all' } as never), TypeError],
  [() => profileHeap({ profileFormat: 'json' } as never), RangeError],
  [() => profileCpu({ sampleMicros: 1 }), RangeError],
  [() => profileCpu({ seconds: 1 } as never), TypeError],
  [() => profileCpu({ signal: {} as never, durationMillis: 10 }), TypeError],
])('bad options are refused', async (act, kind) => {
  await expect(act()).rejects.toThrow(kind);
});
