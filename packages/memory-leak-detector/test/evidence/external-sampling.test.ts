import { expect, test } from 'vitest';
import { startExternalSampling } from '../../src/evidence/external-sampling.ts';
import type { Sampling } from '../../src/evidence/heap-sampling.ts';

const MEBIBYTE = 2 ** 20;

function samplingOf(name: string, bytes: number | Error) {
  const log: string[] = [];
  const frame = { functionName: name, file: '/app/uploads.js', line: 1, column: 1 };
  const sampling: Sampling = {
    collected: () => void log.push('collected'),
    stop() {
      log.push('stop');
      if (bytes instanceof Error) throw bytes;
      const samples = bytes > 0 ? [{ bytes, order: 1, stack: [frame] }] : [];
      return { samples, profile: undefined };
    },
    [Symbol.dispose]: () => void log.push('dispose'),
  };
  return { log, sampling };
}

async function named(buffers: number, holders: number | Error, expected: number) {
  const [seen, held] = [samplingOf('buffers', buffers), samplingOf('holders', holders)];
  const sampling = startExternalSampling(seen.sampling, held.sampling);
  const { samples } = await sampling.stop(expected);
  return { name: samples[0]?.stack[0]?.functionName, log: held.log };
}

test('who makes half of the growth as buffers is named, and what holds memory is not looked at', async () => {
  expect(await named(10 * MEBIBYTE, MEBIBYTE, 20 * MEBIBYTE)).toEqual({
    name: 'buffers',
    log: ['dispose'],
  });
});

test('where buffers are less than half of it, who makes what holds the rest is', async () => {
  expect(await named(9 * MEBIBYTE, MEBIBYTE, 20 * MEBIBYTE)).toEqual({
    name: 'holders',
    log: ['stop'],
  });
});

test('where no growth is known, buffers are named if there are any', async () => {
  expect((await named(1, 1, 0)).name).toBe('buffers');
  expect((await named(0, 1, 0)).name).toBe('holders');
});

test('where nothing holds it, or the profiler fails, the buffers that were seen are', async () => {
  expect((await named(MEBIBYTE, 0, 20 * MEBIBYTE)).name).toBe('buffers');
  expect((await named(MEBIBYTE, new Error('in use'), 20 * MEBIBYTE)).name).toBe('buffers');
  await expect(named(0, new Error('in use'), 20 * MEBIBYTE)).rejects.toThrow('in use');
});

test('buffers alone are told where what holds them is not sampled', async () => {
  const { sampling, log } = samplingOf('buffers', MEBIBYTE);
  const alone = startExternalSampling(sampling, undefined);
  alone.collected?.();
  const { samples } = await alone.stop(20 * MEBIBYTE);
  alone[Symbol.dispose]();
  expect(samples).toHaveLength(1);
  expect(log).toEqual(['collected', 'stop', 'dispose']);
});
