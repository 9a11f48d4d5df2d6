import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { createFrameMonitor } from '../../src/frames/index.ts';
import { METRICS } from '../../src/metrics.ts';
import { unitRegistry } from '../../src/read/units.ts';
import { runInUnit } from '../../src/units/index.ts';
import { metricsSdk } from '../sdk.ts';
import { sensing, start } from '../start.ts';
import { tree } from '../trees.ts';

const LOOP = METRICS.unitEventLoopTime.name;

function fixture(unitLimit = 50) {
  const started = start(tree('nowhere'), { ...sensing('units'), unitLimit });
  const loop = async (unit: string): Promise<number | undefined> =>
    (await started.sdk.points())[`${LOOP}{plimsoll.unit=${unit}}`];
  return { ...started, loop };
}

test('tells nothing before the first unit', async () => {
  const { clock, sdk, instrumentation } = fixture();
  clock.advance(2);
  expect(
    Object.keys(await sdk.points()).filter((name) => name.startsWith('plimsoll.unit.')),
  ).toEqual([]);
  expect(instrumentation.read().units).toBeUndefined();
});

test('counts what runs before the call returns', async () => {
  const { clock, loop, instrumentation } = fixture();
  const answer = runInUnit('report', () => {
    clock.advance(0.25);
    return 'done';
  });
  expect(answer).toBe('done');
  clock.advance(1);
  expect(await loop('report')).toBeCloseTo(0.25);
  expect(instrumentation.read().units?.report?.loopSeconds).toBeCloseTo(0.25);
});

test('counts what goes on in promises, timers and ticks, and not the time between', async () => {
  const { clock, loop } = fixture();
  let go = (): void => {};
  const gate = new Promise<void>((done) => {
    go = done;
  });
  const job = runInUnit('report', async () => {
    await gate;
    clock.advance(0.125);
    await setImmediate();
    clock.advance(0.125);
    await new Promise<void>((done) =>
      process.nextTick(() => {
        clock.advance(0.25);
        done();
      }),
    );
  });
  clock.advance(0.5);
  await setImmediate();
  go();
  await job;
  clock.advance(1);
  expect(await loop('report')).toBeCloseTo(0.5);
});

test('tells units apart that run by turns', async () => {
  const { clock, loop } = fixture();
  const work = (unit: string, seconds: number): Promise<void> =>
    runInUnit(unit, async () => {
      for (let turn = 0; turn < 4; turn++) {
        clock.advance(seconds);
        await setImmediate();
      }
    });
  await Promise.all([work('a', 0.0625), work('b', 0.125)]);
  clock.advance(1);
  expect([await loop('a'), await loop('b')]).toEqual([0.25, 0.5]);
});

test('gives the time within to the unit named last, and goes on with the outer one', async () => {
  const { clock, loop } = fixture();
  runInUnit('outer', () => {
    clock.advance(0.125);
    runInUnit('inner', () => clock.advance(0.25));
    clock.advance(0.125);
  });
  clock.advance(1);
  expect([await loop('outer'), await loop('inner')]).toEqual([0.25, 0.25]);
});

test('counts a unit that throws, and lets the error go on', async () => {
  const { clock, loop } = fixture();
  const fail = (): never => {
    clock.advance(0.25);
    throw new Error('mine');
  };
  expect(() => runInUnit('report', fail)).toThrow('mine');
  clock.advance(1);
  expect(await loop('report')).toBeCloseTo(0.25);
});

test('tells no more units than asked for, the rest together', async () => {
  const { clock, sdk, loop } = fixture(2);
  for (const unit of ['a', 'b', 'c', 'd', 'a']) runInUnit(unit, () => clock.advance(0.0625));
  clock.advance(1);
  expect([await loop('a'), await loop('b'), await loop('other')]).toEqual([0.125, 0.0625, 0.125]);
  const told = Object.keys(await sdk.points()).filter((name) => name.startsWith(LOOP));
  expect(told).toHaveLength(3);
});

test('gives each unit its part of the CPU time, and no more than the thread had', async () => {
  const { clock, instrumentation } = fixture();
  runInUnit('report', () => {
    let sum = 0;
    for (let turn = 0; turn < 2e6; turn++) sum += Math.sqrt(turn);
    expect(sum).toBeGreaterThan(0);
    clock.advance(10);
  });
  clock.advance(1);
  const used = instrumentation.read().units?.report;
  if (!process.threadCpuUsage) return expect(used?.cpuSeconds).toBeUndefined();
  expect(used?.cpuSeconds).toBeGreaterThan(0);
  expect(used?.cpuSeconds).toBeLessThanOrEqual(10);
});

const one = (): number => 1;

test.each([
  ['', one],
  [7, one],
  ['a', undefined],
])('refuses what is no name or no function: %s, %s', (name, fn) => {
  expect(() => runInUnit(name as string, fn as () => void)).toThrow(TypeError);
});

test('holds no more of a hundred thousand units than it tells', async () => {
  const { clock, sdk, instrumentation } = fixture(3);
  for (let turn = 0; turn < 100_000; turn++) runInUnit(`job ${turn}`, () => clock.advance(1e-9));
  clock.advance(1);
  const told = ['job 0', 'job 1', 'job 2', 'other'];
  expect(Object.keys(instrumentation.read().units ?? {})).toEqual(told);
  const names = Object.keys(await sdk.points()).filter((name) => name.startsWith(LOOP));
  expect(names).toEqual(told.map((unit) => `${LOOP}{plimsoll.unit=${unit}}`));
});

test('measures nothing after its end, and units go on running', () => {
  const { instrumentation } = fixture();
  instrumentation.disable();
  expect(unitRegistry().watchers.size).toBe(0);
  expect(runInUnit('report', () => unitRegistry().current())).toBe('report');
});

test.each([
  [undefined, 'map view'],
  ['other view', 'other view'],
])('frames are of the unit in which their monitor is made, unless told: %s', async (unit, told) => {
  const { provider: meterProvider, points } = metricsSdk();
  const frames = runInUnit('map view', () =>
    createFrameMonitor({ surface: 'map', targetHz: 60, meterProvider, ...(unit && { unit }) }),
  );
  frames.frame(() => undefined);
  frames[Symbol.dispose]();
  expect(await points()).toHaveProperty([
    `plimsoll.render.frame.duration{plimsoll.render.surface.name=map,plimsoll.unit=${told}}`,
  ]);
});
