import { describe, expect, test, vi } from 'vitest';
import { createLeakFold, type LeakState } from '../../src/verdict/leak-verdict.ts';
import {
  changesOf,
  DEFAULTS,
  fold,
  HEALTHY,
  HOUR,
  MEBIBYTE,
  type Run,
  type Shape,
  sampleAt,
  seeded,
  statesOf,
} from './shapes.ts';

// A day of samples is much to fold on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

/** A day, a full collection a minute. */
function day(shape: Shape, seed: number): Run {
  return {
    shape,
    random: seeded(seed),
    seconds: 24 * HOUR,
    every: 60,
    base: 100,
    limit: 512,
  };
}

describe('healthy shapes', () => {
  for (const [name, make] of Object.entries(HEALTHY))
    test(`never confirms ${name}`, () => {
      for (let seed = 1; seed <= 5; seed++) {
        const changes = changesOf(day(make(seeded(seed)), seed));
        expect(statesOf(changes)).not.toContain('confirmed');
        expect(statesOf(changes)).toContain('none');
      }
    });

  test('hardly ever confirms a warm-up to a plateau of a quarter of the head-room', () => {
    let confirmed = 0;
    for (let seed = 1; seed <= 20; seed++) {
      const tau = (0.5 + seed / 14) * HOUR;
      const plateau: Shape = (time) => 110 * (1 - Math.exp(-time / tau));
      const changes = changesOf({ ...day(plateau, seed), seconds: 6 * HOUR });
      if (statesOf(changes).includes('confirmed')) confirmed += 1;
    }
    expect(confirmed).toBeLessThanOrEqual(4);
  });

  test('never suspects a flat heap, however many collections storm', () => {
    const samples = Array.from({ length: 28 * 600 }, (_, index) =>
      sampleAt(index / 28, 20 + (index % 7), 128),
    );
    expect(statesOf(fold(samples))).toEqual(['none']);
  });

  test('never suspects a large allocation that stays', () => {
    const changes = changesOf(day((time) => (time > 3 * HOUR ? 200 : 0), 1));
    expect(statesOf(changes)).toEqual(['none']);
  });

  test('never suspects a large allocation that is freed', () => {
    const held: Shape = (time) => (time > 3 * HOUR && time < 5 * HOUR ? 200 : 0);
    expect(statesOf(changesOf(day(held, 1)))).toEqual(['none']);
  });

  test('says nothing of an idle process, in which V8 hardly ever collects', () => {
    const rare = [1, 2, 3].map((hour) => sampleAt(hour * HOUR, hour * 50));
    expect(fold(rare)).toEqual([]);
  });
});

describe('leaks', () => {
  const cases = [
    ['from the start, 20 MiB/h', 0, 20],
    ['from the start, 100 MiB/h', 0, 100],
    ['that begins after 12 h, 100 MiB/h', 12, 100],
    ['that begins after 12 h, 400 MiB/h', 12, 400],
  ] as const;
  for (const [name, begin, rate] of cases)
    test(`confirms one ${name}, before a third of the head-room is gone`, () => {
      const leak: Shape = (time) => Math.max(0, rate * (time / HOUR - begin));
      for (let seed = 1; seed <= 5; seed++) {
        const changes = changesOf(day(leak, seed));
        expect(statesOf(changes)).toEqual(['none', 'suspected', 'confirmed']);
        expect(leak(changes.at(-1)?.time ?? 0)).toBeLessThan((512 - 100) / 3);
      }
    });

  test('confirms one below a saw-tooth', () => {
    const shape: Shape = (time) => (20 * time) / HOUR + 20 * ((time / 2400) % 1);
    expect(statesOf(changesOf(day(shape, 1)))).toContain('confirmed');
  });

  test('confirms half a MiB a second in a small heap that is collected every ten seconds', () => {
    const run = { ...day((time) => 0.5 * time, 1), every: 10, base: 12, limit: 128 };
    const changes = changesOf({ ...run, options: { warmupSeconds: 10, minBinSeconds: 1 } });
    expect(statesOf(changes)).toEqual(['suspected', 'confirmed']);
    expect(changes.at(-1)?.time).toBeLessThan(120);
  });

  test('tells rate and time left within a tenth', () => {
    const changes = changesOf(day((time) => (100 * time) / HOUR, 3));
    const { verdict, time } = changes.at(-1) ?? {};
    const rate = (100 * MEBIBYTE) / HOUR;
    expect((verdict?.growthRate ?? 0) / rate).toBeGreaterThan(0.9);
    expect((verdict?.growthRate ?? 0) / rate).toBeLessThan(1.1);
    const left = (412 * HOUR) / 100 - (time ?? 0);
    expect((verdict?.timeLeftSeconds ?? 0) / left).toBeGreaterThan(0.9);
    expect((verdict?.timeLeftSeconds ?? 0) / left).toBeLessThan(1.1);
  });

  test('that is suspected while warming up is confirmed after it', () => {
    const run = { ...day((time) => 0.7 * time, 1), every: 8, base: 8, limit: 128 };
    const options = { warmupSeconds: 120 };
    expect(statesOf(changesOf({ ...run, options }))).toEqual(['suspected', 'confirmed']);
  });

  test('count from the last collection of the second quarter of the warm-up, not from earlier', () => {
    const series = (first: number) =>
      [first, 150, 180, 210, 240].map((time) => sampleAt(time, 20 + time / 2, 400));
    const warmup = { warmupSeconds: 120 };
    expect(statesOf(fold(series(40), warmup))).toEqual(['suspected']);
    expect(statesOf(fold(series(20), warmup))).toEqual([]);
  });

  test('count from the start until there is enough after it, where most of the head-room is gone', () => {
    const dying = (most: number) =>
      [5, 35, 65, 250, 301, 331, 340].map((time) => sampleAt(time, 10 + time / 3, most));
    const warmup = { warmupSeconds: 300 };
    expect(statesOf(fold(dying(128), warmup))).toEqual(['suspected', 'confirmed']);
    expect(statesOf(fold(dying(320), warmup))).toEqual([]);
  });

  test('are confirmed as early where less is suspected, for they were foretold before', () => {
    const leak: Shape = (time) => (100 * time) / HOUR;
    const at = (state: LeakState, suspectedHeadroomRatio: number): number | undefined =>
      changesOf({ ...day(leak, 1), options: { suspectedHeadroomRatio } }).find(
        (change) => change.state === state,
      )?.time;
    expect(at('suspected', 0.12)).toBeGreaterThan(at('suspected', 0.075) as number);
    expect(at('confirmed', 0.12)).toBe(at('confirmed', 0.075));
  });

  test('are not told of where what was foretold ends before it is suspected', () => {
    const rising = Array.from({ length: 90 }, (_, minute) =>
      sampleAt(60 * (minute + 1), 10 + Math.min(minute, 50) / 7, 128),
    );
    const leak = createLeakFold(DEFAULTS);
    const verdicts = rising.map((sample) => leak.push(sample));
    expect(verdicts.map(({ state }) => state)).not.toContain('suspected');
    expect(Math.max(...verdicts.map(({ suspicion }) => suspicion))).toBeGreaterThan(0.05 / 0.15);
    expect(verdicts.at(-1)?.suspicion).toBe(0);
  });

  test('are asked for more evidence where fewer false alarms are accepted', () => {
    const leak: Shape = (time) => (100 * time) / HOUR;
    const suspectedAt = (falseAlarmRatio: number): number =>
      changesOf({ ...day(leak, 1), options: { falseAlarmRatio, suspectedHeadroomRatio: 0.03 } })[1]
        ?.time ?? 0;
    expect(suspectedAt(1e-9)).toBeGreaterThan(suspectedAt(0.05));
  });

  test('while warming up, warns only of growth that will end the process', () => {
    const options = { warmupSeconds: 120 };
    const run = { ...day((time) => 1.3 * time, 1), every: 6, base: 8, limit: 128, options };
    const changes = changesOf(run);
    expect(statesOf(changes)).toEqual(['suspected', 'confirmed']);
    expect(changes[0]?.verdict.value).toBeGreaterThan(0.4 * 120 * MEBIBYTE);
    const half: Shape = (time) => Math.min(40, 1.3 * time);
    expect(statesOf(changesOf({ ...run, shape: half, seconds: 600 }))).toEqual(['none']);
  });
});

describe('hysteresis', () => {
  test('does not flicker between states while a leak goes on', () => {
    for (let seed = 1; seed <= 10; seed++)
      expect(statesOf(changesOf(day((time) => (60 * time) / HOUR, seed)))).toEqual([
        'none',
        'suspected',
        'confirmed',
      ]);
  });

  test('ends a leak when its memory is given back', () => {
    const shape: Shape = (time) => (time < 2 * HOUR ? (100 * time) / HOUR : 0);
    const changes = changesOf({ ...day(shape, 1), seconds: 4 * HOUR });
    expect(statesOf(changes)).toEqual(['none', 'suspected', 'confirmed', 'none']);
    expect(changes.at(-1)?.time).toBeLessThan(2 * HOUR + 240);
  });

  test('does not end it when a part of the memory is given back', () => {
    const shape: Shape = (time) => (100 * time) / HOUR - (time > HOUR ? 40 : 0);
    const changes = changesOf({ ...day(shape, 1), seconds: 3 * HOUR });
    expect(statesOf(changes)).toEqual(['none', 'suspected', 'confirmed']);
  });

  test('ends it when growth has stopped for as long as it was watched', () => {
    const shape: Shape = (time) => 100 * Math.min(2, time / HOUR);
    const changes = changesOf({ ...day(shape, 1), seconds: 12 * HOUR });
    expect(statesOf(changes)).toEqual(['none', 'suspected', 'confirmed', 'none']);
    expect(changes.at(-1)?.time).toBeGreaterThan(2 * HOUR);
  });

  test('asks for more than the run-up that was given back before it accuses again', () => {
    const teeth: Shape = (time) => 80 * ((time / (6 * HOUR)) % 1);
    const two = { ...day(teeth, 2), seconds: 48 * HOUR };
    const confirmed = (run: Run): number =>
      statesOf(changesOf(run)).filter((state) => state === 'confirmed').length;
    expect(confirmed(two)).toBe(1);
    expect(confirmed({ ...two, options: { reversalFactor: 0 } })).toBeGreaterThan(3);
  });

  test('finds a leak that comes back after it was healed', () => {
    const shape: Shape = (time) => {
      if (time < HOUR) return (100 * time) / HOUR;
      return time < 2 * HOUR ? 0 : (100 * (time - 2 * HOUR)) / HOUR;
    };
    const changes = changesOf({ ...day(shape, 1), seconds: 5.5 * HOUR });
    const twice = ['none', 'suspected', 'confirmed', 'none', 'suspected', 'confirmed'];
    expect(statesOf(changes)).toEqual(twice);
  });
});

describe('time', () => {
  /** 150 samples a minute apart; after the first 60 the machine sleeps for eight hours. */
  function slept(live: (minute: number) => number) {
    const random = seeded(4);
    return Array.from({ length: 150 }, (_, minute) =>
      sampleAt(minute * 60 + (minute < 60 ? 0 : 8 * HOUR), live(minute) * (1.02 + 0.03 * random())),
    );
  }

  test('in which the machine slept does not hide a leak', () => {
    const leak = (minute: number): number => 100 + (100 * minute) / 60;
    expect(statesOf(fold(slept(leak)))).toEqual(['none', 'suspected', 'confirmed']);
  });

  test('in which the machine slept does not make a leak of one jump', () => {
    const jump = (minute: number): number => (minute < 60 ? 100 : 250);
    expect(statesOf(fold(slept(jump)))).toEqual(['none']);
  });

  test('that stands or goes backwards accuses nobody', () => {
    const samples = Array.from({ length: 500 }, (_, index) =>
      sampleAt(index % 3 === 0 ? 600 - index : 1000 + index, 100 + (index % 5)),
    );
    expect(statesOf(fold(samples))).toEqual(['none']);
  });
});

describe('garbage that nobody has collected yet', () => {
  /** Four hours at a sample every ten seconds; `collections` tells when garbage was collected. */
  function grows(live: Shape, garbage: Shape, collections: (time: number) => boolean) {
    const samples = Array.from({ length: 1440 }, (_, index) => {
      const time = index * 10;
      const sample = sampleAt(time, 10 + live(time) + garbage(time));
      return { ...sample, held: collections(time) ? sample.value : undefined };
    });
    return statesOf(fold(samples));
  }
  const rarely = (time: number): boolean => time % HOUR < 10;
  const tooth: Shape = (time) => (100 * (time % HOUR)) / HOUR;

  test('is no leak, however long it takes until it is', () => {
    expect(grows(() => 0, tooth, rarely)).toEqual(['none']);
    expect(
      grows(
        () => 0,
        (time) => (100 * time) / HOUR,
        () => false,
      ),
    ).toEqual(['none']);
  });

  test('hides no leak for longer than until then', () => {
    const leak: Shape = (time) => (100 * time) / HOUR;
    expect(grows(leak, () => 0, rarely)).toEqual(['none', 'suspected', 'confirmed']);
    expect(grows(leak, tooth, (time) => time % 600 < 10)).toContain('confirmed');
  });
});

test('reports no growth that is too small to matter, whatever its share of the head-room', () => {
  const run = { ...day((time) => (7 * time) / (24 * HOUR), 1), base: 10, limit: 40 };
  expect(statesOf(changesOf(run))).toEqual(['none']);
  const eager = { ...run, options: { materiality: MEBIBYTE } };
  expect(statesOf(changesOf(eager))).toContain('confirmed');
});

test('measures growth against the limit', () => {
  const leak: Shape = (time) => (20 * time) / HOUR;
  const near = changesOf({ ...day(leak, 1), seconds: 3 * HOUR, limit: 200 });
  const far = changesOf({ ...day(leak, 1), seconds: 3 * HOUR, limit: 4096 });
  expect(statesOf(near)).toContain('confirmed');
  expect(statesOf(far)).toEqual(['none']);
});
