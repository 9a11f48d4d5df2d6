import { DiagLogLevel, diag } from '@opentelemetry/api';
import { fakeClock } from '@plimsoll/kernel';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { EVENTS, MemoryLeakInstrumentation, type MemoryLeakOptions } from '../src/index.ts';
import { testSdk } from './sdk.ts';
import { MEBIBYTE, process } from './simulated-process.ts';

let warnings: string[];
beforeEach(() => {
  warnings = [];
  const ignore = (): void => {};
  const warn = (message: string): void => void warnings.push(message);
  const logger = { debug: ignore, error: ignore, info: ignore, verbose: ignore, warn };
  diag.setLogger(logger, { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true });
});
afterEach(() => diag.disable());

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

  test.each(['heap', 'external'] as const)('is none where %s follows the load', (area) => {
    let sessions = 10;
    const told = process({ load: () => sessions });
    told.live(60, { [area]: 0 });
    for (let second = 0; second < 120; second += 5) {
      sessions += 5;
      told.live(5, { [area]: MEBIBYTE / 2 });
    }
    expect(told.instrumentation.read()[area].state).toBe('none');
  });

  test.each([
    [
      'throws',
      () => {
        throw new Error('no sessions');
      },
      'no sessions',
    ],
    ['is no number', () => Number.NaN, 'Expected a finite number from 0 on, got NaN'],
    ['is below 0', () => -1, 'got -1'],
    ['is nothing', () => undefined as never, 'got undefined'],
  ])('is told without a load that %s, with one warning', (_, load, message) => {
    const { live, instrumentation } = process({ load });
    live(60);
    live(120, { heap: MEBIBYTE / 2 });
    expect(instrumentation.read().heap.state).toBe('confirmed');
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain('`load` could not be read, growth is judged without it');
    expect(warnings[0]).toContain(message);
  });

  test('is seen between collections that are rare, and confirmed by the fourth', () => {
    const { clock, memory, watchers, instrumentation } = process({ minBinMillis: 10_000 });
    const states = [];
    for (let second = 10; second <= 330; second += 10) {
      memory.heap += MEBIBYTE;
      clock.advance(10);
      if (second % 80 !== 0) continue;
      for (const watcher of watchers) watcher();
      states.push(instrumentation.read().heap.state);
    }
    expect(states).toEqual(['unknown', 'unknown', 'suspected', 'confirmed']);
    expect(instrumentation.read().heap.usedAfterGcBytes).toBe(42 * MEBIBYTE);
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
});

describe('metrics', () => {
  test('before anything was seen are the states alone', async () => {
    const { points } = process();
    expect(await points()).toEqual({
      'plimsoll.memory.leak.detections{heap}': 0,
      'plimsoll.memory.leak.detections{external}': 0,
      'plimsoll.memory.leak.detections{native}': 0,
      'plimsoll.memory.leak.suspicion{heap}': 0,
      'plimsoll.memory.leak.suspicion{external}': 0,
      'plimsoll.memory.leak.suspicion{native}': 0,
      ...statusOf('heap', 'unknown'),
      ...statusOf('external', 'unknown'),
      ...statusOf('native', 'unknown'),
    });
  });

  test('of a leak are its rate, suspicion and state, and the heap by space', async () => {
    const { live, points } = process();
    live(30);
    live(120, { heap: MEBIBYTE / 2 });
    const seen = await points();
    expect(seen).toMatchObject({
      'plimsoll.memory.used_after_gc{old_space}': 69 * MEBIBYTE,
      'plimsoll.memory.used_after_gc{code_space}': MEBIBYTE,
      'plimsoll.memory.leak.suspicion{heap}': 1,
      'plimsoll.memory.leak.detections{heap}': 1,
      'plimsoll.memory.growth.rate{external}': 0,
      ...statusOf('heap', 'confirmed'),
      ...statusOf('external', 'none'),
    });
    expect(seen['plimsoll.memory.growth.rate{heap}']).toBeCloseTo(MEBIBYTE / 2, -4);
  });
});

describe('stopping', () => {
  test('removes observer, timer and callbacks, twice without harm', async () => {
    const { live, instrumentation, watchers, points } = process();
    live(60);
    await points();
    instrumentation.disable();
    instrumentation.disable();
    expect(watchers.size).toBe(0);
    const before = instrumentation.read();
    live(60, { external: MEBIBYTE });
    expect(instrumentation.read()).toEqual(before);
    expect(await points()).toEqual({});
  });

  test('and starting again begins a new history', () => {
    const { live, instrumentation, watchers } = process();
    live(30);
    live(120, { heap: MEBIBYTE / 2 });
    instrumentation.disable();
    instrumentation.enable();
    expect(watchers.size).toBe(1);
    expect(instrumentation.read().heap.state).toBe('unknown');
    live(60);
    expect(instrumentation.read().heap.state).toBe('none');
  });

  test('is what it starts with where `enabled` is false', () => {
    const { watchers, instrumentation } = process({ enabled: false });
    expect(watchers.size).toBe(0);
    instrumentation.enable();
    expect(watchers.size).toBe(1);
    instrumentation[Symbol.dispose]();
    expect(watchers.size).toBe(0);
  });
});

describe('faults', () => {
  test('of the sources are one warning each and leave the other area unharmed', () => {
    let broken = true;
    const { live, instrumentation } = process(
      {},
      {
        readHeapAfterGc() {
          if (broken) throw new Error('no statistics');
          return { old_space: 5 * MEBIBYTE };
        },
      },
    );
    live(60);
    expect(instrumentation.read().external.state).toBe('none');
    expect(warnings).toEqual(['@plimsoll/memory-leak-detector: heap sample failed: no statistics']);
    broken = false;
    live(60);
    expect(instrumentation.read().heap.state).toBe('none');
  });

  test('of memoryUsage do not stop the timer', () => {
    let asked = 0;
    const { clock } = process(
      {},
      {
        memoryUsage() {
          asked += 1;
          throw new Error('gone');
        },
      },
    );
    clock.advance(60);
    expect(asked).toBe(6);
    expect(warnings).toHaveLength(1);
  });

  test('a missing gc observer is one warning, and the recording takes its place', () => {
    const { clock, instrumentation } = process(
      {},
      {
        watchFullCollections() {
          throw new Error('this runtime has no gc performance entries');
        },
        recordCollections: () => ({
          next: () => ({ old_space: 7 * MEBIBYTE }),
          [Symbol.dispose]: () => {},
        }),
      },
    );
    clock.advance(600);
    expect(warnings).toHaveLength(1);
    expect(instrumentation.read().heap).toMatchObject({
      state: 'none',
      usedAfterGcBytes: 7 * MEBIBYTE,
    });
  });
});

describe('options', () => {
  const construct = (options: unknown) => () =>
    new MemoryLeakInstrumentation(options as MemoryLeakOptions);

  test('that are wrong are refused with name, expectation and value', () => {
    expect(construct({ warmup: 1 })).toThrow(TypeError);
    expect(construct({ warmup: 1 })).toThrow(/got `warmup`/);
    expect(construct({ minBinMillis: '5' })).toThrow(TypeError);
    expect(construct({ load: 3 })).toThrow('Expected `load` to be a function, got `3` (number)');
    expect(construct({ minBinMillis: 5 })).toThrow(RangeError);
    expect(construct({ minBinMillis: 5 })).toThrow(
      'Expected `minBinMillis` to be a number from 100 to 3600000, got `5` (number)',
    );
    expect(construct(7)).toThrow(TypeError);
  });

  test('that contradict each other are refused', () => {
    const crossed = { suspectedHeadroomRatio: 0.2, confirmedHeadroomRatio: 0.1 };
    expect(construct(crossed)).toThrow(RangeError);
    expect(construct({ suspectedHeadroomRatio: 0.2 })).toThrow(/at least `suspectedHeadroomRatio`/);
  });
});

function statusOf(area: string, current: string): Record<string, number> {
  const states = ['unknown', 'none', 'suspected', 'confirmed'];
  return Object.fromEntries(
    states.map((state) => [
      `plimsoll.memory.leak.status{${area},${state}}`,
      state === current ? 1 : 0,
    ]),
  );
}

test('a start that fails leaves no callback behind', async () => {
  const sdk = testSdk();
  const clock = fakeClock();
  const broken = {
    ...clock,
    every: (): never => {
      throw new Error('no timers');
    },
  };
  const instrumentation = new MemoryLeakInstrumentation({}, { clock: broken });
  instrumentation.setMeterProvider(sdk.meterProvider);
  expect(instrumentation.getConfig().enabled).toBe(false);
  const observed = Object.keys(await sdk.points()).filter((key) => !key.includes('detections'));
  expect(observed).toEqual([]);
});

describe('thresholds', () => {
  test('count from the next look on', () => {
    const { live, instrumentation } = process({ materialityBytes: 100 * MEBIBYTE });
    live(60);
    live(120, { heap: MEBIBYTE / 4 });
    expect(instrumentation.read().heap.state).toBe('none');
    instrumentation.thresholds.set({ materialityBytes: 8 * MEBIBYTE });
    live(60, { heap: MEBIBYTE / 4 });
    expect(instrumentation.read().heap.state).toBe('confirmed');
  });

  test('give the memory that may be used, where no limit can be read', () => {
    const { live, instrumentation } = process({}, { oldSpaceLimit: () => 64 * 1024 * MEBIBYTE });
    live(10);
    const before = instrumentation.read().heap.limitBytes;
    instrumentation.thresholds.set({ memoryLimitBytes: 100 * MEBIBYTE });
    live(10);
    expect(instrumentation.read().heap.limitBytes).toBeLessThan(Number(before));
    instrumentation.thresholds.set({ memoryLimitBytes: undefined });
    live(10);
    expect(instrumentation.read().heap.limitBytes).toBe(before);
  });

  test('cannot contradict each other', () => {
    const { instrumentation } = process();
    expect(() => instrumentation.thresholds.set({ suspectedHeadroomRatio: 0.5 })).toThrow(
      'Expected `confirmedHeadroomRatio` to be at least `suspectedHeadroomRatio` (0.5)',
    );
    instrumentation.thresholds.set({ suspectedHeadroomRatio: 0.5, confirmedHeadroomRatio: 0.6 });
    expect(instrumentation.thresholds.values).toMatchObject({
      suspectedHeadroomRatio: 0.5,
      confirmedHeadroomRatio: 0.6,
    });
  });
});
