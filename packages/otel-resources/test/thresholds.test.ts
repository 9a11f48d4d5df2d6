import { fakeClock } from '@plimsoll/kernel';
import { expect, onTestFinished, test } from 'vitest';
import { ResourceInstrumentation } from '../src/index.ts';
import { sensing } from './start.ts';
import { livingTree } from './trees.ts';

function fixture() {
  const clock = fakeClock();
  const roots = livingTree('host', 'v2-set');
  const instrumentation = new ResourceInstrumentation(sensing('memory'), { clock, roots });
  onTestFinished(() => instrumentation[Symbol.dispose]());
  const taken: number[] = [];
  instrumentation.subscribe(() => void taken.push(clock.now()));
  return { clock, instrumentation, taken };
}

test('takes samples at another pace from the change on', () => {
  const { clock, instrumentation, taken } = fixture();
  clock.advance(2);
  instrumentation.thresholds.set({ sampleIntervalMillis: 5000 });
  clock.advance(10);
  instrumentation.thresholds.set({ sampleIntervalMillis: 100 });
  clock.advance(0.25);
  expect(taken.map((at) => at.toFixed(1))).toEqual(['1.0', '2.0', '7.0', '12.0', '12.1', '12.2']);
});

test('goes on with its pace where another threshold is changed', () => {
  const { clock, instrumentation, taken } = fixture();
  clock.advance(0.9);
  instrumentation.thresholds.set({ eventLoopDelayWindowMillis: 5000 });
  clock.advance(0.1);
  expect(taken).toEqual([1]);
});

test('keeps the pace when it is ended and started again, and has one timer', () => {
  const { clock, instrumentation, taken } = fixture();
  instrumentation.thresholds.set({ sampleIntervalMillis: 5000 });
  instrumentation.disable();
  const none = clock.timers;
  instrumentation.thresholds.set({ sampleIntervalMillis: 2000 });
  expect(clock.timers).toBe(none);
  instrumentation.enable();
  taken.length = 0;
  clock.advance(4);
  expect(taken).toEqual([2, 4]);
  instrumentation.disable();
  expect(clock.timers).toBe(none);
});

test('refuses what the constructor refuses', () => {
  const { instrumentation } = fixture();
  expect(() => instrumentation.thresholds.set({ sampleIntervalMillis: 10 })).toThrow(
    new RangeError(
      'Expected `sampleIntervalMillis` to be a number from 100 to 60000, got `10` (number)',
    ),
  );
  expect(() => instrumentation.thresholds.set({ host: false } as never)).toThrow(TypeError);
  expect(instrumentation.thresholds.values.sampleIntervalMillis).toBe(1000);
});
