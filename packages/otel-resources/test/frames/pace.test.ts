import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createPace, type FrameOutcome } from '../../src/frames/pace.ts';

const PAUSE = 5;

/** Frames of so many seconds that begin at these times, and what became of them. */
function run(targetHz: number, frames: readonly { begin: number; seconds: number }[]) {
  const pace = createPace(targetHz, PAUSE);
  const counts: Record<FrameOutcome, number> = { presented: 0, late: 0, dropped: 0 };
  for (const { begin, seconds } of frames) {
    counts.dropped += pace.begin(begin);
    const frame = pace.end(begin + seconds);
    if (frame) counts[frame.outcome]++;
  }
  return counts;
}

test('presents frames that are rendered within their period', () => {
  const frames = [0, 0.02, 0.04].map((begin) => ({ begin, seconds: 0.019 }));
  expect(run(50, frames)).toEqual({ presented: 3, late: 0, dropped: 0 });
});

test('tells a stall of three periods in one frame as one late and two dropped frames', () => {
  const frames = [
    { begin: 0, seconds: 0.05 },
    { begin: 0.05, seconds: 0.001 },
  ];
  expect(run(60, frames)).toEqual({ presented: 1, late: 1, dropped: 2 });
});

test('tells a stall between two frames as dropped ones alone', () => {
  const frames = [0, 0.05].map((begin) => ({ begin, seconds: 0.001 }));
  expect(run(60, frames)).toEqual({ presented: 2, late: 0, dropped: 2 });
});

test('drops a frame that never ends', () => {
  const pace = createPace(50, PAUSE);
  pace.begin(0);
  expect(pace.begin(0.02)).toBe(1);
  expect(pace.end(0.03)).toMatchObject({ outcome: 'presented' });
});

test('knows no frame that ends before it begins, or twice', () => {
  const pace = createPace(50, PAUSE);
  expect(pace.end(1)).toBeUndefined();
  pace.begin(1);
  expect(pace.end(1.01)).toBeDefined();
  expect(pace.end(1.02)).toBeUndefined();
});

describe('takes for a pause, and counts no frame of it,', () => {
  test('a gap that is too long for a stall', () => {
    const frames = [0, 5.1].map((begin) => ({ begin, seconds: 0.001 }));
    expect(run(60, frames)).toEqual({ presented: 2, late: 0, dropped: 0 });
  });

  test('a frame that is too long for a stall', () => {
    const frames = [
      { begin: 0, seconds: 5.1 },
      { begin: 5.2, seconds: 0.001 },
    ];
    expect(run(60, frames)).toEqual({ presented: 1, late: 0, dropped: 0 });
  });

  test('what it is told is one', () => {
    const pace = createPace(60, PAUSE);
    pace.begin(0);
    pace.pause();
    expect(pace.end(1)).toBeUndefined();
    expect(pace.begin(1)).toBe(0);
  });
});

const hertz = fc.integer({ min: 1, max: 1000 });
const between = (min: number, max: number): fc.Arbitrary<number> =>
  fc.double({ min, max, noNaN: true });

test('for frames that begin on the beats, all outcomes together are the beats', () => {
  const beats = fc.array(fc.record({ skipped: fc.nat(3), periods: between(0, 3) }), {
    minLength: 1,
  });
  fc.assert(
    fc.property(hertz, beats, (targetHz, frames) => {
      let beat = 0;
      const { presented, late, dropped } = run(
        targetHz,
        frames.map(({ skipped, periods }, index) => {
          if (index > 0) beat += skipped + 1;
          return { begin: beat / targetHz, seconds: periods / targetHz };
        }),
      );
      expect(presented + late).toBe(frames.length);
      expect(presented + late + dropped).toBe(beat + 1);
    }),
  );
});

test('less jitter than a quarter of a period on either side drops nothing', () => {
  fc.assert(
    fc.property(hertz, fc.array(between(-0.24, 0.24)), (targetHz, shifts) => {
      const frames = shifts.map((shift, beat) => ({
        begin: (beat + shift) / targetHz,
        seconds: 0,
      }));
      expect(run(targetHz, frames)).toEqual({ presented: shifts.length, late: 0, dropped: 0 });
    }),
  );
});

test('a frame is late if and only if it takes longer than its period', () => {
  const length = fc
    .oneof(between(0, 4), between(0.9, 1.1))
    .filter((periods) => Math.abs(periods - 1) > 1e-9);
  fc.assert(
    fc.property(hertz, length, (targetHz, periods) => {
      const { late } = run(targetHz, [{ begin: 0, seconds: periods / targetHz }]);
      expect(late).toBe(periods > 1 ? 1 : 0);
    }),
  );
});

test('gives whole counts and finite durations, whatever the clock and the calls', () => {
  const time = fc.oneof(between(0, 20), fc.double());
  const call = fc.tuple(fc.constantFrom('begin', 'end', 'pause'), time);
  fc.assert(
    fc.property(hertz, fc.array(call), (targetHz, calls) => {
      const pace = createPace(targetHz, PAUSE);
      for (const [name, now] of calls) {
        if (name === 'pause') pace.pause();
        else if (name === 'begin') {
          const dropped = pace.begin(now);
          expect(Number.isSafeInteger(dropped) && dropped >= 0).toBe(true);
          expect(dropped).toBeLessThanOrEqual(PAUSE * targetHz);
        } else {
          const seconds = pace.end(now)?.durationSeconds ?? 0;
          expect(seconds).toBeGreaterThanOrEqual(0);
          expect(seconds).toBeLessThanOrEqual(PAUSE);
        }
      }
    }),
  );
});
