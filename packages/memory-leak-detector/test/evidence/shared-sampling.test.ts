import { expect, test } from 'vitest';
import type { Sampling } from '../../src/evidence/heap-sampling.ts';
import { shareSampling } from '../../src/evidence/shared-sampling.ts';

/** A profiler that only one can have, and who shares it. */
function profiler() {
  const log: string[] = [];
  let busy = false;
  const end = (what: string): void => {
    busy = false;
    log.push(what);
  };
  const start = (bytes: number): Sampling => {
    if (busy) throw new Error('another heap profiler is in use');
    busy = true;
    log.push(`start ${bytes}`);
    return {
      stop() {
        end('stop');
        return { samples: [{ bytes, order: 1, stack: [] }], profile: undefined };
      },
      [Symbol.dispose]: () => end('dispose'),
    };
  };
  return { log, start: shareSampling(start) };
}

test('two who sample have one profiler, and are told the same', async () => {
  const { log, start } = profiler();
  const [heap, native] = [start(1024), start(2048)];
  const told = await heap.stop(0);
  expect(await native.stop(0)).toBe(told);
  expect(log).toEqual(['start 1024', 'stop']);
});

test('it ends when the last has given up, and once', () => {
  const { log, start } = profiler();
  const [heap, native] = [start(1024), start(2048)];
  heap[Symbol.dispose]();
  heap[Symbol.dispose]();
  expect(log).toEqual(['start 1024']);
  native[Symbol.dispose]();
  expect(log).toEqual(['start 1024', 'dispose']);
});

test('who comes after it was read begins anew, whatever the others still hold', async () => {
  const { log, start } = profiler();
  const [heap, native] = [start(1024), start(2048)];
  await heap.stop(0);
  const next = start(4096);
  native[Symbol.dispose]();
  next[Symbol.dispose]();
  expect(log).toEqual(['start 1024', 'stop', 'start 4096', 'dispose']);
});

test('who comes after all have given up begins anew', () => {
  const { log, start } = profiler();
  start(1024)[Symbol.dispose]();
  start(2048);
  expect(log).toEqual(['start 1024', 'dispose', 'start 2048']);
});
