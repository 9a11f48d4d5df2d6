import { describe, expect, test } from 'vitest';
import {
  externalLimit,
  flagsOf,
  heapLimit,
  memoryLimit,
  oldSpaceLimit,
} from '../../src/samples/limits.ts';

const MEBIBYTE = 2 ** 20;

function oldSpace(nodeVersion: string, heapSizeLimit: number, flags: readonly string[] = []) {
  return oldSpaceLimit({ nodeVersion, heapSizeLimit: heapSizeLimit * MEBIBYTE, flags }) / MEBIBYTE;
}

describe('the old-space limit', () => {
  test('is the heap limit without the young generation, measured on each line with 64 MiB', () => {
    expect(oldSpace('20.20.2', 112)).toBe(64);
    expect(oldSpace('22.23.3', 112)).toBe(64);
    expect(oldSpace('24.21.0', 256)).toBe(64);
    expect(oldSpace('26.10.0', 160)).toBe(64);
  });

  test('is what --max-old-space-size says, in all its spellings', () => {
    for (const flags of [
      ['--max-old-space-size=200'],
      ['--max_old_space_size=200'],
      ['--max-old-space-size', '200'],
      ['--max-old-space-size=100', '--inspect', '--max_old-space_size=200'],
    ])
      expect(oldSpace('24.21.0', 4288, flags)).toBe(200);
  });

  test('takes the command line before NODE_OPTIONS', () => {
    const flags = flagsOf('--enable-source-maps  --max-old-space-size=100', [
      '--max-old-space-size=200',
    ]);
    expect(oldSpace('24.21.0', 4288, flags)).toBe(200);
    expect(oldSpace('24.21.0', 4288, flagsOf('--max-old-space-size=100', []))).toBe(100);
    expect(oldSpace('24.21.0', 4288, flagsOf(undefined, []))).toBe(4096);
  });

  test('takes three semi-spaces off where their size is given', () => {
    expect(oldSpace('24.21.0', 4120, ['--max-semi-space-size=8'])).toBe(4096);
  });

  test('does not believe nonsense', () => {
    expect(oldSpace('24.21.0', 4288, ['--max-old-space-size=lots'])).toBe(4096);
    expect(oldSpace('24.21.0', 4288, ['--max-old-space-size'])).toBe(4096);
    expect(oldSpace('99.0.0', 90)).toBe(45);
  });

  test('of a worker is that of its resource limits', () => {
    const worker = { nodeVersion: '24.21.0', flags: [], workerOldSpaceMebibytes: 40 };
    expect(oldSpaceLimit({ ...worker, heapSizeLimit: 4e9 })).toBe(40 * MEBIBYTE);
  });

  test('of a worker that cannot see the flag of its process is not the 4 GiB that its resource limits say', () => {
    // node --max-old-space-size=256, then new Worker(file, { execArgv: [] }): measured on 24.21.
    const limits = { nodeVersion: '24.21.0', flags: [], workerOldSpaceMebibytes: 4096 };
    expect(oldSpaceLimit({ ...limits, heapSizeLimit: 448 * MEBIBYTE })).toBe(256 * MEBIBYTE);
  });

  test('is never above the heap limit, whatever the flags say', () => {
    expect(oldSpace('24.21.0', 448, ['--max-old-space-size=4096'])).toBe(256);
  });
});

describe('the memory limit', () => {
  test('is what was given, else the container, else the machine', () => {
    expect(memoryLimit(300, 500, 1000)).toBe(300);
    expect(memoryLimit(undefined, 500, 1000)).toBe(500);
    expect(memoryLimit(undefined, undefined, 1000)).toBe(1000);
  });

  test('is that of the machine where the container has none', () => {
    expect(memoryLimit(undefined, 0, 1000)).toBe(1000);
    expect(memoryLimit(undefined, 18_446_744_073_709_552_000, 1000)).toBe(1000);
  });
});

describe('an area ends', () => {
  const usage = { rss: 150, heapTotal: 100, external: 20 };

  test('at the old-space limit while the memory limit is far', () => {
    expect(heapLimit(400, 10_000, usage)).toBe(400);
    expect(externalLimit(400, 10_000, usage)).toBe(400);
  });

  test('where the process runs into its memory limit', () => {
    expect(heapLimit(400, 200, usage)).toBe(150);
    expect(externalLimit(400, 200, usage)).toBe(70);
  });
});
