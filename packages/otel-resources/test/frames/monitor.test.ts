import { metrics } from '@opentelemetry/api';
import { fakeClock } from '@plimsoll/kernel';
import { expect, onTestFinished, test } from 'vitest';
import { createFrameMonitor, type FrameOptions } from '../../src/frames/index.ts';
import { METRICS } from '../../src/metrics.ts';
import { metricsSdk } from '../sdk.ts';

/** A monitor of a surface that wants 50 frames a second, and an SDK of its own. */
function fixture(options: Partial<FrameOptions> = {}) {
  const clock = fakeClock();
  const sdk = metricsSdk(2);
  const frames = createFrameMonitor({
    surface: 'main',
    targetHz: 50,
    clock,
    meterProvider: sdk.provider,
    ...options,
  });
  onTestFinished(() => frames[Symbol.dispose]());
  /** So many frames of so many seconds, each begun when the period of the last is over. */
  const render = (count: number, seconds = 0.01): void => {
    for (let index = 0; index < count; index++) {
      frames.frame(() => clock.advance(seconds));
      clock.advance(Math.max(0, 0.02 - seconds));
    }
  };
  return { clock, sdk, frames, render };
}

const point = (outcome: string): string =>
  `plimsoll.render.frames{plimsoll.render.frame.outcome=${outcome},plimsoll.render.surface.name=main}`;

test('tells durations, outcomes and the rate of a surface', async () => {
  const { sdk, frames, render } = fixture();
  render(1, 0.08);
  render(120);
  expect(await sdk.points()).toEqual({
    'plimsoll.render.frame.duration{plimsoll.render.surface.name=main}': 121,
    [point('presented')]: 120,
    [point('late')]: 1,
    [point('dropped')]: 3,
    'plimsoll.render.frame.rate{plimsoll.render.surface.name=main}': expect.closeTo(50),
  });
  expect(frames.read()).toEqual({
    presented: 120,
    late: 1,
    dropped: 3,
    durationSeconds: expect.closeTo(0.01),
    ratePerSecond: expect.closeTo(50),
  });
});

test('emits what the catalogue declares', async () => {
  const { sdk, render } = fixture({ unit: 'map view' });
  render(100);
  const specs = [METRICS.frameDuration, METRICS.frames, METRICS.frameRate];
  const collected = await sdk.metrics();
  expect(collected.map(({ descriptor }) => descriptor.name).sort()).toEqual(
    specs.map(({ name }) => name).sort(),
  );
  for (const { descriptor, dataPoints } of collected) {
    const spec = specs.find(({ name }) => name === descriptor.name);
    expect(descriptor).toMatchObject({ unit: spec?.unit, description: spec?.description });
    for (const { attributes } of dataPoints)
      expect(Object.keys(attributes)).toEqual(spec?.attributes);
  }
});

test('tells outcomes that have not come yet as zero, so that their first rise shows', async () => {
  const { sdk } = fixture();
  expect(await sdk.points()).toEqual({
    [point('presented')]: 0,
    [point('late')]: 0,
    [point('dropped')]: 0,
  });
});

test('shows two readers the same rate', async () => {
  const { sdk, render } = fixture();
  render(100);
  const first = await sdk.points(sdk.readers[0]);
  expect(first).toHaveProperty(['plimsoll.render.frame.rate{plimsoll.render.surface.name=main}']);
  expect(await sdk.points(sdk.readers[1])).toEqual(first);
});

test('measures frames that end in another turn', () => {
  const { clock, frames } = fixture();
  frames.begin();
  clock.advance(0.015);
  frames.end();
  expect(frames.read()).toMatchObject({ presented: 1, durationSeconds: 0.015 });
});

test('gives the answer of what it renders', () => {
  const { frames } = fixture();
  expect(frames.frame(() => 'drawn')).toBe('drawn');
});

test('lets what a frame throws go on, and drops the frame', () => {
  const { clock, frames } = fixture();
  const failing = (): unknown =>
    frames.frame(() => {
      throw new Error('context lost');
    });
  expect(failing).toThrow('context lost');
  clock.advance(0.02);
  frames.frame(() => {});
  expect(frames.read()).toMatchObject({ presented: 1, late: 0, dropped: 1 });
});

test('drops nothing while it is paused', () => {
  const { clock, frames, render } = fixture();
  render(1);
  frames.pause();
  clock.advance(2);
  render(1);
  expect(frames.read()).toMatchObject({ presented: 2, dropped: 0 });
});

test('takes a gap for a pause after as long as it is told', () => {
  const { clock, frames, render } = fixture({ pauseAfterMillis: 1000 });
  render(1);
  clock.advance(1.1);
  render(1);
  clock.advance(0.9);
  render(1);
  expect(frames.read().dropped).toBe(45);
});

test('reads the same without any SDK', () => {
  const clock = fakeClock();
  const frames = createFrameMonitor({ surface: 'main', targetHz: 50, clock });
  frames.frame(() => clock.advance(0.03));
  expect(frames.read()).toEqual({ presented: 0, late: 1, dropped: 0, durationSeconds: 0.03 });
});

test('hands the frames before it to a global SDK that comes late', async () => {
  const clock = fakeClock();
  const frames = createFrameMonitor({ surface: 'main', targetHz: 50, clock });
  onTestFinished(() => frames[Symbol.dispose]());
  frames.frame(() => {});
  const sdk = metricsSdk();
  metrics.setGlobalMeterProvider(sdk.provider);
  onTestFinished(() => metrics.disable());
  frames.frame(() => {});
  expect(await sdk.points()).toEqual({});
  clock.advance(1);
  frames.frame(() => {});
  expect(await sdk.points()).toMatchObject({ [point('presented')]: 3, [point('dropped')]: 49 });
});

test.each([
  ['it is disposed', (frames: Disposable) => frames[Symbol.dispose]()],
  ['its signal aborts', (_frames: Disposable, controller: AbortController) => controller.abort()],
])('measures nothing more once %s, and goes on rendering', async (_when, end) => {
  const controller = new AbortController();
  const { sdk, frames, render } = fixture({ signal: controller.signal });
  render(100);
  const before = frames.read();
  end(frames, controller);
  end(frames, controller);
  render(100, 0.03);
  expect(frames.frame(() => 'drawn')).toBe('drawn');
  expect(frames.read()).toMatchObject({ presented: before.presented, late: 0, dropped: 0 });
  expect(Object.keys(await sdk.points()).filter((name) => name.includes('rate'))).toEqual([]);
});

test('never starts where its signal had aborted', () => {
  const { frames, render } = fixture({ signal: AbortSignal.abort() });
  render(3);
  expect(frames.read().presented).toBe(0);
});

test('leaves no listener on a signal that lives longer', () => {
  const listeners = new Set<unknown>();
  const signal = {
    aborted: false,
    addEventListener: (_type: string, listener: unknown) => void listeners.add(listener),
    removeEventListener: (_type: string, listener: unknown) => void listeners.delete(listener),
  };
  const { frames } = fixture({ signal: signal as unknown as AbortSignal });
  expect(listeners.size).toBe(1);
  frames[Symbol.dispose]();
  expect(listeners.size).toBe(0);
});

test('keeps counting where a monitor of the same surface is made anew', async () => {
  const { clock, sdk, frames, render } = fixture();
  render(10);
  await sdk.points();
  frames[Symbol.dispose]();
  const meterProvider = sdk.provider;
  const again = createFrameMonitor({ surface: 'main', targetHz: 50, clock, meterProvider });
  onTestFinished(() => again[Symbol.dispose]());
  again.frame(() => {});
  expect(await sdk.points()).toMatchObject({ [point('presented')]: 11 });
});

test('leaves the application alone where the provider of the meter throws', () => {
  const getMeter = (): never => {
    throw new Error('not ready');
  };
  const { frames, render } = fixture({ meterProvider: { getMeter } });
  render(1);
  expect(frames.read().presented).toBe(1);
});

test.each([
  [{ targetHz: 60 }, TypeError, '`surface`'],
  [{ surface: 'main' }, TypeError, '`targetHz`'],
  [{ surface: '', targetHz: 60 }, RangeError, '`surface`'],
  [{ surface: 'main', targetHz: 0 }, RangeError, '`targetHz`'],
  [{ surface: 'main', targetHz: Number.NaN }, RangeError, '`targetHz`'],
  [{ surface: 'main', targetHz: 60, pauseAfterMillis: 5 }, RangeError, '`pauseAfterMillis`'],
  [{ surface: 'main', targetHz: 60, clock: {} }, TypeError, '`clock`'],
  [{ surface: 'main', targetHz: 60, meterProvider: {} }, TypeError, '`meterProvider`'],
  [{ surface: 'main', targetHz: 60, signal: {} }, TypeError, '`signal`'],
  [{ surface: 'main', targetHz: 60, hz: 1 }, TypeError, '`hz`'],
  [undefined, TypeError, '`surface`'],
])('refuses %j', (options, kind, named) => {
  const create = (): unknown => createFrameMonitor(options as never);
  expect(create).toThrow(kind);
  expect(create).toThrow(named);
});
