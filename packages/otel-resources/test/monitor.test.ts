import { metrics } from '@opentelemetry/api';
import { fakeClock } from '@plimsoll/kernel';
import { expect, onTestFinished, test } from 'vitest';
import {
  createResources,
  type MonitorOptions,
  type ResourceMonitor,
  type ResourceReadings,
} from '../src/index.ts';
import { diagnostics } from './diagnostics.ts';
import { metricsSdk } from './sdk.ts';
import { sensing, start } from './start.ts';
import { type LivingTree, livingTree } from './trees.ts';

/** A monitor of the host's CPU and memory, without any SDK, on a clock that stands. */
function fixture(options: MonitorOptions = sensing('cpu', 'memory')) {
  const clock = fakeClock();
  const roots = livingTree('host', 'v2-set');
  const monitor = createResources(options, { clock, roots });
  onTestFinished(() => monitor[Symbol.dispose]());
  return { clock, roots, monitor };
}

/** The tree in which the host has so much memory left. */
function leave(kilobytes: number, roots: LivingTree): void {
  roots.write('proc/meminfo', `MemTotal: 1000 kB\nMemFree: 0 kB\nMemAvailable: ${kilobytes} kB\n`);
}

const used = ({ memory }: ResourceReadings): number | undefined => memory?.usedBytes;

/** What a subscriber of the monitor was told. */
function told(monitor: ResourceMonitor, signal?: AbortSignal) {
  const heard: ResourceReadings[] = [];
  const options = signal ? { signal } : {};
  const end = monitor.subscribe((readings) => void heard.push(readings), options);
  return { heard, end };
}

test('reads the last sample, and takes none for it', () => {
  const { clock, roots, monitor } = fixture();
  leave(400, roots);
  clock.advance(1);
  leave(100, roots);
  expect(used(monitor.read())).toBe(600 * 1024);
  expect(monitor.read().takenAtMillis).toBe(clock.epochMillis());
});

test('takes a fresh sample between two ticks', async () => {
  const { clock, roots, monitor } = fixture();
  leave(300, roots);
  clock.advance(0.5);
  expect(used(await monitor.sample())).toBe(700 * 1024);
  expect(used(monitor.read())).toBe(700 * 1024);
});

test('takes a sample of less than 100 ms ago for fresh', async () => {
  const { clock, roots, monitor } = fixture();
  clock.advance(1);
  const before = monitor.read();
  leave(300, roots);
  clock.advance(0.09);
  expect(await monitor.sample()).toEqual(before);
  clock.advance(0.02);
  expect(used(await monitor.sample())).toBe(700 * 1024);
});

test('leaves out a tick that falls due right after a sample that was asked for', async () => {
  const { clock, roots, monitor } = fixture();
  clock.advance(0.95);
  const asked = await monitor.sample();
  leave(300, roots);
  clock.advance(0.05);
  expect(monitor.read()).toEqual(asked);
  clock.advance(1);
  expect(used(monitor.read())).toBe(700 * 1024);
});

test('leaves out no tick of the shortest interval', () => {
  const { clock, monitor } = fixture({ ...sensing('memory'), sampleIntervalMillis: 100 });
  const { heard } = told(monitor);
  clock.advance(1);
  expect(heard).toHaveLength(10);
});

test('gives subscribers every sample, of the timer and asked for', async () => {
  const { clock, roots, monitor } = fixture();
  const { heard } = told(monitor);
  clock.advance(1);
  leave(200, roots);
  clock.advance(0.5);
  await monitor.sample();
  expect(heard).toHaveLength(2);
  expect(heard[1]).toEqual(monitor.read());
  expect(used(monitor.read())).toBe(800 * 1024);
});

test('ends a subscription when its signal aborts, when it is disposed, and with the monitor', () => {
  const { clock, monitor } = fixture();
  const controller = new AbortController();
  const [aborted, disposed, left] = [
    told(monitor, controller.signal),
    told(monitor),
    told(monitor),
  ];
  clock.advance(1);
  controller.abort();
  disposed.end[Symbol.dispose]();
  disposed.end[Symbol.dispose]();
  clock.advance(1);
  monitor[Symbol.dispose]();
  clock.advance(1);
  expect([aborted, disposed, left].map(({ heard }) => heard.length)).toEqual([1, 1, 2]);
});

test('never calls a subscriber whose signal had aborted', () => {
  const { clock, monitor } = fixture();
  const { heard } = told(monitor, AbortSignal.abort());
  clock.advance(2);
  expect(heard).toEqual([]);
});

/** A signal that never aborts, and who listens to it. */
function countedSignal() {
  const listeners = new Set<unknown>();
  const signal = {
    aborted: false,
    addEventListener: (_type: string, listener: unknown) => void listeners.add(listener),
    removeEventListener: (_type: string, listener: unknown) => void listeners.delete(listener),
  };
  return { listeners, signal: signal as unknown as AbortSignal };
}

test('leaves no listener on a signal that lives longer than the monitor', () => {
  const { monitor } = fixture();
  const { listeners, signal } = countedSignal();
  told(monitor, signal);
  expect(listeners.size).toBe(1);
  monitor[Symbol.dispose]();
  expect(listeners.size).toBe(0);
});

test('leaves nothing behind of a hundred thousand subscriptions', () => {
  const { clock, monitor } = fixture();
  const { listeners, signal } = countedSignal();
  let calls = 0;
  for (let time = 0; time < 1e5; time += 2) {
    monitor.subscribe(() => void calls++, { signal })[Symbol.dispose]();
    const controller = new AbortController();
    monitor.subscribe(() => void calls++, { signal: controller.signal });
    controller.abort();
  }
  clock.advance(1);
  expect([listeners.size, calls]).toEqual([0, 0]);
});

test('says once that a subscriber throws, and goes on telling it and the others', () => {
  const { warnings } = diagnostics();
  const { clock, monitor } = fixture();
  let calls = 0;
  monitor.subscribe(() => {
    calls++;
    throw new Error('cannot');
  });
  const { heard } = told(monitor);
  clock.advance(3);
  expect([calls, heard.length]).toEqual([3, 3]);
  expect(warnings).toEqual(['@plimsoll/otel-resources: a subscriber failed: cannot']);
});

test('says once that a subscriber rejects', async () => {
  const { warnings } = diagnostics();
  const { clock, monitor } = fixture();
  monitor.subscribe(async () => {
    throw new Error('cannot');
  });
  clock.advance(2);
  await Promise.resolve();
  expect(warnings).toEqual(['@plimsoll/otel-resources: a subscriber failed: cannot']);
});

test('tells a sample to those alone who were there when it was taken', () => {
  const { clock, monitor } = fixture();
  const second = told(monitor);
  const later: number[] = [];
  monitor.subscribe(() => {
    second.end[Symbol.dispose]();
    monitor.subscribe(() => void later.push(clock.now()));
  });
  clock.advance(2);
  expect([second.heard.length, later]).toEqual([1, [2]]);
});

test('does not tell one that an earlier one ended', () => {
  const { clock, monitor } = fixture();
  let end: Disposable | undefined;
  monitor.subscribe(() => end?.[Symbol.dispose]());
  const second = told(monitor);
  end = second.end;
  clock.advance(1);
  expect(second.heard).toEqual([]);
});

test('gives a subscriber that asks for a sample the one it is told', async () => {
  const { clock, monitor } = fixture();
  const asked: Promise<ResourceReadings>[] = [];
  monitor.subscribe(() => void asked.push(monitor.sample()));
  clock.advance(1);
  expect(await Promise.all(asked)).toEqual([monitor.read()]);
});

test('keeps the last sample after its end, and takes none any more', async () => {
  const { clock, roots, monitor } = fixture();
  clock.advance(1);
  const before = monitor.read();
  monitor[Symbol.dispose]();
  monitor[Symbol.dispose]();
  leave(1, roots);
  clock.advance(1);
  expect(await monitor.sample()).toEqual(before);
  expect(clock.timers).toBe(0);
});

test('ends inside a subscriber', () => {
  const { clock, monitor } = fixture();
  const { heard } = told(monitor);
  monitor.subscribe(() => monitor[Symbol.dispose]());
  clock.advance(3);
  expect(heard).toHaveLength(1);
});

test('reports its metrics where a global SDK comes', async () => {
  const { clock } = fixture();
  const sdk = metricsSdk();
  metrics.setGlobalMeterProvider(sdk.provider);
  onTestFinished(() => metrics.disable());
  clock.advance(2);
  expect(await sdk.points()).toHaveProperty('system.memory.limit');
});

test('is what the instrumentation offers, too', async () => {
  const { instrumentation, clock } = start(livingTree('host', 'v2-set'));
  const { heard } = told(instrumentation);
  clock.advance(0.5);
  const sample = await instrumentation.sample();
  expect(heard).toEqual([sample]);
  expect(instrumentation.read()).toEqual(sample);
});

test('goes on telling subscribers where the instrumentation starts again', () => {
  const { instrumentation, clock } = start(livingTree('host', 'v2-set'), sensing('memory'));
  const { heard } = told(instrumentation);
  instrumentation.disable();
  clock.advance(2);
  expect(heard).toEqual([]);
  instrumentation.enable();
  expect(heard).toHaveLength(1);
});

test.each([
  [{ enabled: true }, TypeError, '`enabled`'],
  [{ sampleIntervalMillis: 1 }, RangeError, '`sampleIntervalMillis`'],
])('refuses to start with %j', (options, kind, named) => {
  const create = (): unknown => createResources(options as never);
  expect(create).toThrow(kind);
  expect(create).toThrow(named);
});

test.each([
  [undefined, {}, '`listener`'],
  [() => {}, { signal: 'now' }, '`signal`'],
  [() => {}, { signals: undefined }, '`signals`'],
])('refuses a subscription of %o with %j', (listener, options, named) => {
  const { monitor } = fixture();
  const subscribe = (): unknown => monitor.subscribe(listener as never, options as never);
  expect(subscribe).toThrow(TypeError);
  expect(subscribe).toThrow(named);
});
