import { describe, expect, test } from 'vitest';
import { MEBIBYTE, process } from './simulated-process.ts';

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
