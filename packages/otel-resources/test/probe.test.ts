import { createFaults, nothing, type Sampler } from '@plimsoll/kernel';
import { expect, test } from 'vitest';
import { createProbe } from '../src/probe.ts';
import { diagnostics } from './diagnostics.ts';

/** A probe of one sensor that fails while `broken`, and when it ran. */
function fixture(start?: (sampler: Sampler) => Disposable) {
  const sensor = { broken: false, ran: [] as number[] };
  const watch = (sampler: Sampler): Disposable =>
    sampler.add('sensor', (now) => {
      sensor.ran.push(now);
      if (sensor.broken) throw new Error('out of order');
    });
  const faults = createFaults('test');
  const probe = createProbe({ name: 'gauge', intervalSeconds: 1, faults, start: start ?? watch });
  const run = (from: number, to: number): void => {
    for (let now = from; now <= to; now++) probe.run(now);
  };
  return { sensor, probe, run };
}

test('takes a sample when it starts, and at every run', () => {
  const { sensor, probe, run } = fixture();
  run(0, 2);
  expect([sensor.ran, probe.state]).toEqual([[0, 1, 2], 'active']);
});

test('waits longer after each fault, at most a minute, and says it once', () => {
  const { warnings } = diagnostics();
  const { sensor, probe, run } = fixture();
  run(0, 0);
  sensor.broken = true;
  run(1, 300);
  expect([sensor.ran, probe.state]).toEqual([[0, 1, 3, 7, 15, 31, 63, 123, 183, 243], 'failing']);
  expect(warnings).toEqual(['test: gauge: failed, is tried again: out of order']);
});

test('recovers, and then waits as little as at first', () => {
  diagnostics();
  const { sensor, probe, run } = fixture();
  run(0, 0);
  sensor.broken = true;
  run(1, 7);
  sensor.broken = false;
  run(8, 20);
  expect(probe.state).toBe('active');
  sensor.broken = true;
  sensor.ran.length = 0;
  run(21, 23);
  expect(sensor.ran).toEqual([21, 23]);
});

test('starts a sensor anew whose start failed', () => {
  diagnostics();
  let starts = 0;
  const { probe, run } = fixture(() => {
    starts++;
    if (starts < 3) throw new Error('not yet');
    return { [Symbol.dispose]() {} };
  });
  run(0, 5);
  expect([starts, probe.state]).toEqual([2, 'failing']);
  run(6, 10);
  expect([starts, probe.state]).toEqual([3, 'active']);
});

test('is unsupported where there is nothing to watch', () => {
  const { probe, run } = fixture(() => nothing);
  run(0, 1);
  expect(probe.state).toBe('unsupported');
});

test('ends what it started, once', () => {
  let ended = 0;
  const { probe, run } = fixture(() => ({ [Symbol.dispose]: () => void ended++ }));
  run(0, 0);
  probe[Symbol.dispose]();
  probe[Symbol.dispose]();
  expect(ended).toBe(1);
});
