import { describe, expect, test } from 'vitest';
import { EVENTS } from '../src/index.ts';
import type { WorkerLike } from '../src/limit/worker-heaps.ts';
import { MEBIBYTE, process } from './simulated-process.ts';

describe('a leak', () => {
  test('of the heap is suspected, then confirmed, then resolved, each with its event', () => {
    const { live, memory, instrumentation, events } = process();
    live(60);
    expect(instrumentation.read().heap).toMatchObject({ state: 'none', suspicion: 0 });
    live(120, { heap: MEBIBYTE / 2 });
    const { heap, external } = instrumentation.read();
    expect(heap.state).toBe('confirmed');
    expect(heap.usedAfterGcBytes).toBe(70 * MEBIBYTE);
    expect(heap.limitBytes).toBe(128 * MEBIBYTE);
    expect(heap.growthBytesPerSecond).toBeCloseTo(MEBIBYTE / 2, -4);
    expect(heap.timeLeftSeconds).toBeCloseTo(116, -1);
    expect(external.state).toBe('none');
    memory.heap = 10 * MEBIBYTE;
    live(60);
    expect(instrumentation.read().heap.state).toBe('none');
    expect(events().map(({ name, severity }) => [name, severity])).toEqual([
      ['plimsoll.memory.leak.suspected', 13],
      ['plimsoll.memory.leak.confirmed', 17],
      ['plimsoll.memory.leak.resolved', 9],
    ]);
  });

  test('is seen between collections that are rare, and confirmed by the third', () => {
    const { clock, memory, watchers, instrumentation } = process({ minBinMillis: 10_000 });
    const states = [];
    for (let second = 10; second <= 250; second += 10) {
      memory.heap += MEBIBYTE;
      clock.advance(10);
      if (second % 80 !== 0) continue;
      for (const watcher of watchers) watcher();
      states.push(instrumentation.read().heap.state);
    }
    // Nobody is told of a confirmation who was not told of a suspicion by the sample before.
    expect(states).toEqual(['unknown', 'unknown', 'suspected']);
    const { state, usedAfterGcBytes } = instrumentation.read().heap;
    expect(state).toBe('confirmed');
    expect(usedAfterGcBytes).toBe(34 * MEBIBYTE);
  });

  test('is not made of what is promoted and dies', () => {
    const { clock, memory, watchers, instrumentation } = process({ minBinMillis: 10_000 });
    for (let second = 10; second <= 3600; second += 10) {
      memory.heap += MEBIBYTE;
      clock.advance(10);
      if (second % 600 !== 0) continue;
      memory.heap = 10 * MEBIBYTE;
      for (const watcher of watchers) watcher();
    }
    expect(instrumentation.read().heap.state).toBe('none');
  });

  test('outside the heap has no end that is known once it is larger than the heap may be', () => {
    const { live, memory, instrumentation, events } = process();
    memory.external = 140 * MEBIBYTE;
    live(200, { external: MEBIBYTE / 2 });
    const { external } = instrumentation.read();
    expect(external).toMatchObject({ state: 'confirmed', limitBytes: 128 * MEBIBYTE });
    expect(external.timeLeftSeconds).toBeUndefined();
    expect(events().map(({ attributes }) => Object.keys(attributes))).not.toContainEqual(
      expect.arrayContaining(['plimsoll.resource.exhaustion.time_left']),
    );
    expect(events()).toHaveLength(2);
  });

  test('outside the heap is told from one in it', () => {
    const { live, instrumentation } = process();
    live(200, { external: MEBIBYTE / 2 });
    expect(instrumentation.read().external.state).toBe('confirmed');
    expect(instrumentation.read().heap.state).toBe('none');
  });

  test('of native memory is told from one that V8 knows of', () => {
    const { live, instrumentation } = process();
    live(500, { native: MEBIBYTE / 8 });
    const { heap, external, native } = instrumentation.read();
    expect([heap.state, external.state, native.state]).toEqual(['none', 'none', 'confirmed']);
    expect(native.limitBytes).toBe(168.625 * MEBIBYTE);
  });

  test('of native memory is none that no collection has vouched for', () => {
    const { clock, memory, instrumentation } = process();
    for (let look = 0; look < 60; look++) {
      memory.native += 2 * MEBIBYTE;
      clock.advance(10);
    }
    expect(instrumentation.read().native.state).toBe('none');
  });

  test('of threads that are left behind needs no collection, for they live', async () => {
    const perWorker = 12 * MEBIBYTE;
    const looks = 40;
    const left = async (each: number, heapOfEach: (look: number) => number) => {
      let begin = (_worker: WorkerLike): void => {};
      const { clock, memory, instrumentation } = process({}, {}, undefined, (onWorker) => {
        begin = onWorker;
        return { [Symbol.dispose]: () => {} };
      });
      let look = 0;
      for (; look < looks; look++) {
        if (look % each === 0)
          begin({
            threadId: look + 1,
            getHeapStatistics: async () => ({
              used_heap_size: MEBIBYTE,
              heap_size_limit: 128 * MEBIBYTE,
              total_physical_size: heapOfEach(look),
            }),
          });
        memory.native += perWorker / 2;
        clock.advance(10);
        await new Promise((resolve) => setImmediate(resolve));
      }
      return instrumentation.read().native.state;
    };
    expect(await left(2, () => 0.85 * perWorker)).toBe('confirmed');
    const garbage = (look: number): number => MEBIBYTE * (look + 1);
    expect(await left(looks, garbage)).toBe('none');
  });

  test('of native memory below its own materiality is none', () => {
    const { live, instrumentation } = process();
    live(500, { native: MEBIBYTE / 20 });
    expect(instrumentation.read().native.state).toBe('none');
  });

  test('of native memory is not looked for where pages of files cannot be told from it', () => {
    const { live, instrumentation } = process({}, { fileShare: () => undefined });
    live(500, { native: MEBIBYTE });
    expect(instrumentation.read().native.state).toBe('unknown');
  });

  test('is not made of buffers that are dead but not yet freed', () => {
    const { clock, memory, watchers, instrumentation } = process();
    for (let round = 0; round < 40; round++) {
      memory.external = 2 * MEBIBYTE;
      for (const watcher of watchers) watcher();
      memory.external = (2 + round) * MEBIBYTE;
      clock.advance(10);
    }
    expect(instrumentation.read().external.state).toBe('none');
  });

  test('gives its event what an operator needs, and nothing else', () => {
    const { live, events } = process();
    live(30);
    live(120, { heap: MEBIBYTE / 2 });
    const [suspected, confirmed] = events();
    for (const event of [suspected, confirmed])
      expect(Object.keys(event?.attributes ?? {}).toSorted()).toEqual(
        EVENTS.leakSuspected.attributes.slice(0, 6).toSorted(),
      );
    expect(suspected?.attributes['plimsoll.memory.area']).toBe('heap');
    expect(confirmed?.attributes['plimsoll.memory.leak.suspicion']).toBe(1);
  });

  test('is measured against a memory limit that is nearer than the heap limit', () => {
    const limited = process({ memoryLimitBytes: 80 * MEBIBYTE });
    limited.live(30);
    expect(limited.instrumentation.read().heap.limitBytes).toBe(38 * MEBIBYTE);
    expect(limited.instrumentation.read().external.limitBytes).toBe(30 * MEBIBYTE);
  });

  test('is measured against the limit that V8 has now: it may be raised while it runs', () => {
    let limit = 128 * MEBIBYTE;
    const { live, instrumentation } = process({}, { oldSpaceLimit: () => limit });
    live(60);
    limit = 4096 * MEBIBYTE;
    live(120, { heap: MEBIBYTE / 2 });
    expect(instrumentation.read().heap).toMatchObject({ state: 'none', limitBytes: limit });
    limit = 128 * MEBIBYTE;
    live(30, { heap: MEBIBYTE / 2 });
    expect(instrumentation.read().heap).toMatchObject({ state: 'confirmed', limitBytes: limit });
  });

  test('is no fault where its limit falls below what is in use', () => {
    let limit = 128 * MEBIBYTE;
    const { live, memory, instrumentation, events } = process({}, { oldSpaceLimit: () => limit });
    memory.heap = 64 * MEBIBYTE;
    live(120);
    limit = 32 * MEBIBYTE;
    live(120);
    const { state, timeLeftSeconds } = instrumentation.read().heap;
    expect({ state, timeLeftSeconds }).toEqual({ state: 'none', timeLeftSeconds: undefined });
    expect(events().map(({ name }) => name)).toEqual(['plimsoll.memory.near_limit']);
  });
});
