import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeHeapSnapshot } from 'node:v8';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { compareHeapSnapshots } from '../../src/index.ts';
import { readSnapshot } from '../../src/snapshots/read-snapshot.ts';

class ForgottenPage {
  readonly rows: number[] = [1, 2, 3];
}

const forgottenPages = new Map<number, ForgottenPage>();

let folder: string;
let before: string;
let after: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'plimsoll-compare-'));
  for (let key = 0; key < 10; key++) forgottenPages.set(key, new ForgottenPage());
  before = writeHeapSnapshot(join(folder, 'before.heapsnapshot'));
  for (let key = 10; key < 5010; key++) forgottenPages.set(key, new ForgottenPage());
  after = writeHeapSnapshot(join(folder, 'after.heapsnapshot'));
}, 120_000);
afterAll(() => rm(folder, { recursive: true }));

describe('two heap snapshots', { timeout: 120_000 }, () => {
  test('tell which constructors grew, and who holds the new objects', async () => {
    const outcome = await compareHeapSnapshots(before, after, { limit: 30 });
    const constructors = outcome.done ? outcome.constructors : [];
    const pages = constructors.find(({ name }) => name === 'ForgottenPage');
    expect(pages).toMatchObject({ countGrowth: 5000, count: expect.any(Number) });
    expect(pages?.bytesGrowth).toBeGreaterThan(5000 * 12);
    const path = pages?.retainers.join('\n') ?? '';
    expect(path).toMatch(/^ForgottenPage as /);
    expect(path).toContain(' of Map');
    const grown = constructors.map(({ bytesGrowth }) => bytesGrowth);
    expect(grown).toEqual([...grown].sort((a, b) => b - a));
    expect(constructors.length).toBeLessThanOrEqual(30);
  });

  test('are read as JSON would be, without being in memory as that', async () => {
    const plain = JSON.parse(await readFile(before, 'utf8'));
    const read = readSnapshot(before);
    expect(read.nodeFields).toEqual(plain.snapshot.meta.node_fields);
    expect(read.edgeTypes).toEqual(plain.snapshot.meta.edge_types[0]);
    expect(
      Buffer.from(read.nodes.buffer).equals(Buffer.from(Uint32Array.from(plain.nodes).buffer)),
    ).toBe(true);
    expect(
      Buffer.from(read.edges.buffer).equals(Buffer.from(Uint32Array.from(plain.edges).buffer)),
    ).toBe(true);
    expect(read.strings.length).toBe(plain.strings.length);
    expect(read.strings.at(-1)).toBe(plain.strings.at(-1));
  });

  test('keep the event loop free while they are compared', async () => {
    let turns = 0;
    const timer = setInterval(() => {
      turns += 1;
    }, 1);
    await compareHeapSnapshots(before, after);
    clearInterval(timer);
    expect(turns).toBeGreaterThan(10);
  });

  test('that are none, or not there, are a refusal and no exception', async () => {
    const none = join(folder, 'none.heapsnapshot');
    await writeFile(none, '{"snapshot":{}}');
    expect(await compareHeapSnapshots(none, after)).toMatchObject({
      done: false,
      reason: 'failed',
    });
    const half = join(folder, 'half.heapsnapshot');
    await writeFile(half, (await readFile(before)).subarray(0, 200_000));
    expect(await compareHeapSnapshots(half, after)).toMatchObject({
      reason: 'failed',
      message: expect.stringContaining('ends after'),
    });
    expect(await compareHeapSnapshots(join(folder, 'gone'), after)).toMatchObject({
      reason: 'failed',
    });
    await expect(compareHeapSnapshots(before, after, { limit: 0 })).rejects.toThrow(RangeError);
  });
});
