import { fakeClock } from '@plimsoll/kernel';
import { describe, expect, test } from 'vitest';
import { MemoryLeakInstrumentation, type MemoryLeakOptions } from '../src/index.ts';
import { diagWarnings } from './diag-warnings.ts';
import { testSdk } from './sdk.ts';
import { MEBIBYTE, process } from './simulated-process.ts';

const warnings = diagWarnings();

describe('a leak beside a load', () => {
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

describe('another configuration', () => {
  test('counts from the next start on, its thresholds at once', () => {
    let looks = 0;
    const fileShare = (): number => {
      looks++;
      return 0;
    };
    const { clock, instrumentation } = process({}, { fileShare });
    instrumentation.setConfig({ externalIntervalMillis: 1000, materialityBytes: MEBIBYTE });
    expect(instrumentation.thresholds.values.materialityBytes).toBe(MEBIBYTE);
    clock.advance(10);
    expect(looks).toBe(1);
    instrumentation.disable();
    instrumentation.enable();
    clock.advance(10);
    expect(looks).toBe(11);
    expect(instrumentation.getConfig()).toMatchObject({ externalIntervalMillis: 1000 });
  });

  test('is refused as the constructor refuses it, and changes nothing then', () => {
    const { instrumentation } = process({ materialityBytes: 7 });
    expect(() =>
      instrumentation.setConfig({ materialityBytes: 8, snapshotOn: 'confirmed' }),
    ).toThrow('Expected `evidenceFolder` to be given');
    expect(() => instrumentation.setConfig({ warmupMillis: -1 })).toThrow(RangeError);
    expect(instrumentation.getConfig().materialityBytes).toBe(7);
    expect(instrumentation.thresholds.values.materialityBytes).toBe(7);
  });
});

test('a process that is stopped while it warms up is no warmer when it goes on', () => {
  const states = (stops: boolean): Set<string> => {
    const { instrumentation, live, stop, memory } = process({
      warmupMillis: 60_000,
      minBinMillis: 10_000,
    });
    const seen = new Set<string>();
    for (let second = 5; second <= 900; second += 5) {
      memory.heap = (10 + 40 * (1 - Math.exp(-second / 30))) * MEBIBYTE;
      live(5);
      seen.add(instrumentation.read().heap.state);
      if (stops && second === 30) stop(600);
    }
    return seen;
  };
  expect(states(false)).toEqual(new Set(['unknown', 'none']));
  expect(states(true)).toEqual(states(false));
});

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
  const counted = /detections|listener/;
  const observed = Object.keys(await sdk.points()).filter((key) => !counted.test(key));
  expect(observed).toEqual([]);
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
