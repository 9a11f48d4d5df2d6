import { describe, expect, test, vi } from 'vitest';
import {
  MemoryLeakInstrumentation,
  type NearLimit,
  shrinkCachesUnder,
  trackCache,
} from '../../src/index.ts';
import type { WorkerLike } from '../../src/limit/worker-heaps.ts';
import { MEBIBYTE, process } from '../simulated-process.ts';

const names = (events: readonly { readonly name: string | undefined }[]) =>
  events.map(({ name }) => name).filter((name) => name === 'plimsoll.memory.near_limit');

describe('the pressure of the heap', () => {
  test('is told by what full collections leave of it, each level once', () => {
    const { live, memory, instrumentation } = process();
    const levels: string[] = [];
    const following = instrumentation.pressure.on(({ level, previous, usedBytes, limitBytes }) => {
      levels.push(`${previous} > ${level} ${usedBytes / MEBIBYTE} of ${limitBytes / MEBIBYTE}`);
    });
    for (const heap of [50, 100, 100, 112, 20, 20]) {
      memory.heap = heap * MEBIBYTE;
      live(10);
    }
    memory.heap = 20 * MEBIBYTE;
    live(90);
    following[Symbol.dispose]();
    memory.heap = 120 * MEBIBYTE;
    live(10);
    expect(levels).toEqual([
      'nominal > elevated 100 of 128',
      'elevated > critical 112 of 128',
      'critical > nominal 20 of 128',
    ]);
  });

  test('shrinks caches', async () => {
    const { live, memory, instrumentation } = process();
    // Within one slice of 5 ms, however slow the machine is.
    const standing = vi.spyOn(performance, 'now').mockReturnValue(0);
    const pages = new Map(Array.from({ length: 100 }, (_, key) => [key, key]));
    const tracked = trackCache('pages', pages, { priority: 'low' });
    const following = shrinkCachesUnder(instrumentation.pressure);
    memory.heap = 100 * MEBIBYTE;
    live(10);
    expect(pages.size).toBe(50);
    standing.mockRestore();
    following[Symbol.dispose]();
    tracked[Symbol.dispose]();
  });
});

test('a listener that is no function is refused', () => {
  const { instrumentation } = process();
  const refused = new TypeError('Expected `listener` to be a function, got a value of type string');
  expect(() => instrumentation.onNearLimit('drain' as never)).toThrow(refused);
  expect(() => instrumentation.pressure.on('shrink' as never)).toThrow(refused);
});

describe('onNearLimit', () => {
  test('is called once when the limit is near, with an event, and again once it was far', () => {
    const { live, memory, instrumentation, events } = process();
    const warnings: NearLimit[] = [];
    const listening = instrumentation.onNearLimit((warning) => void warnings.push(warning));
    for (const heap of [100, 118, 120, 20, 119]) {
      memory.heap = heap * MEBIBYTE;
      live(10);
    }
    expect(warnings.map(({ usedBytes }) => usedBytes / MEBIBYTE)).toEqual([118, 119]);
    expect(warnings[0]).toMatchObject({ limitBytes: 128 * MEBIBYTE, threadId: undefined });
    expect(names(events())).toHaveLength(2);
    listening[Symbol.dispose]();
    memory.heap = 20 * MEBIBYTE;
    live(10);
    memory.heap = 119 * MEBIBYTE;
    live(10);
    expect(warnings).toHaveLength(2);
  });

  test('comes early enough to drain where a leak will reach the limit', () => {
    const { live, instrumentation } = process();
    let warned: NearLimit | undefined;
    instrumentation.onNearLimit((warning) => {
      warned ??= warning;
    });
    live(30);
    live(300, { heap: MEBIBYTE / 2 });
    expect(Number(warned?.usedBytes) / MEBIBYTE).toBeGreaterThanOrEqual(96);
    expect(Number(warned?.usedBytes) / MEBIBYTE).toBeLessThan(110);
    expect(warned?.timeLeftSeconds).toBeGreaterThan(40);
  });

  test('is called for the heap of a worker too', async () => {
    let begin = (_worker: WorkerLike): void => {};
    const { live, instrumentation, points } = process({}, {}, undefined, (onWorker) => {
      begin = onWorker;
      return { [Symbol.dispose]: () => {} };
    });
    const warnings: NearLimit[] = [];
    instrumentation.onNearLimit((warning) => void warnings.push(warning));
    const getHeapStatistics = async () => ({
      used_heap_size: 95,
      heap_size_limit: 100,
      total_physical_size: 100,
    });
    begin({ threadId: 7, getHeapStatistics });
    for (let look = 0; look < 8; look++) {
      live(10);
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(warnings).toEqual([
      { threadId: 7, usedBytes: 95, limitBytes: 100, timeLeftSeconds: undefined },
    ]);
    expect(await points()).toHaveProperty('plimsoll.memory.worker.heap.utilization{}', 0.95);
  });

  test('comes early enough to drain where the leak of a worker will reach the limit', async () => {
    let begin = (_worker: WorkerLike): void => {};
    const { clock, instrumentation, events } = process(
      { externalIntervalMillis: 1000 },
      {},
      undefined,
      (onWorker) => {
        begin = onWorker;
        return { [Symbol.dispose]: () => {} };
      },
    );
    const warnings: NearLimit[] = [];
    instrumentation.onNearLimit((warning) => void warnings.push(warning));
    let used = 20 * MEBIBYTE;
    const getHeapStatistics = async () => {
      used += MEBIBYTE / 2;
      return {
        used_heap_size: used,
        heap_size_limit: 128 * MEBIBYTE,
        total_physical_size: used,
      };
    };
    begin({ threadId: 7, getHeapStatistics });
    for (let second = 0; second < 200; second++) {
      clock.advance(1);
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatchObject({ threadId: 7, limitBytes: 128 * MEBIBYTE });
    expect(Number(warnings[0]?.usedBytes)).toBeLessThan(0.85 * 128 * MEBIBYTE);
    expect(warnings[0]?.timeLeftSeconds).toBeGreaterThan(50);
    const [told] = events().filter(({ name }) => name === 'plimsoll.memory.near_limit');
    expect(told?.attributes).toMatchObject({
      'thread.id': 7,
      'plimsoll.resource.exhaustion.time_left': warnings[0]?.timeLeftSeconds,
    });
  });

  test('a listener that throws keeps no other from being called', () => {
    const { live, memory, instrumentation } = process();
    let called = 0;
    instrumentation.onNearLimit(() => {
      throw new Error('mine');
    });
    instrumentation.onNearLimit(() => {
      called += 1;
    });
    memory.heap = 120 * MEBIBYTE;
    live(10);
    expect(called).toBe(1);
  });
});

test('shares of the limit that do not ascend are refused', () => {
  const construct = (options: object) => () => new MemoryLeakInstrumentation(options);
  expect(construct({ elevatedRatio: 0.9 })).toThrow('to ascend, got 0.9, 0.85 and 0.92');
  expect(construct({ nearLimitRatio: 0.8 })).toThrow(RangeError);
});
