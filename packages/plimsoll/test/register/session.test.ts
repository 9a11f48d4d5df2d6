import { createFaults, fakeClock } from '@plimsoll/kernel';
import { soon } from '@plimsoll/kernel/test/soon';
import { ResourceInstrumentation, type ResourceMetricProducer } from '@plimsoll/otel-resources';
import { expect, onTestFinished, test, vi } from 'vitest';
import type { OwnSdk } from '../../src/register/sdk/own.ts';
import { Session } from '../../src/register/session.ts';

/** An SDK that keeps what it is given. */
function sdk() {
  const added: number[] = [];
  const meterProvider = {
    getMeter: () => ({ createCounter: () => ({ add: (value: number) => added.push(value) }) }),
  };
  return { added, meterProvider: meterProvider as never };
}

/** An instrumentation that adds to whatever SDK it was told of last. */
function counting() {
  let counter: { add(value: number): void } | undefined;
  return {
    add: (value: number) => counter?.add(value),
    setMeterProvider(provider: { getMeter(name: string): never }) {
      const meter: { createCounter(name: string): typeof counter } = provider.getMeter('test');
      counter = meter.createCounter('test.counter');
    },
    setLoggerProvider() {},
    disable() {},
  };
}

function session({ isExpected = (): boolean => false } = {}) {
  const clock = fakeClock();
  const own = sdk();
  const shutdown = vi.fn(async () => {});
  const flush = vi.fn(async () => {});
  const startOwn = vi.fn(
    async (
      _isEnding: boolean,
      _takeProducers: () => ResourceMetricProducer[],
    ): Promise<OwnSdk> => ({
      meterProvider: own.meterProvider,
      loggerProvider: undefined,
      ownsSocket: () => false,
      flush,
      shutdown,
    }),
  );
  const instrumentation = counting();
  const resources = new ResourceInstrumentation({}, { clock });
  onTestFinished(() => resources.disable());
  const made = new Session({
    instrumentations: [instrumentation, resources],
    startOwn,
    isExpected,
    waitSeconds: 3,
    clock,
    faults: createFaults('test'),
  });
  return { session: made, clock, own, shutdown, flush, startOwn, instrumentation };
}

test('waits for the SDK of the application before it starts one of its own', () => {
  const { clock, startOwn } = session();
  clock.advance(2.9);
  expect(startOwn).not.toHaveBeenCalled();
  clock.advance(0.1);
  expect(startOwn).toHaveBeenCalledOnce();
  clock.advance(100);
  expect(startOwn).toHaveBeenCalledOnce();
});

test('waits longer where one has been seen coming, but not for ever', () => {
  const { clock, startOwn } = session({ isExpected: () => true });
  clock.advance(29);
  expect(startOwn).not.toHaveBeenCalled();
  clock.advance(1);
  expect(startOwn).toHaveBeenCalledOnce();
});

test('starts none where the application has brought one', async () => {
  const { session: joined, clock, startOwn } = session();
  joined.join(sdk().meterProvider);
  clock.advance(100);
  await joined.flush();
  expect(startOwn).not.toHaveBeenCalled();
});

test('tells an SDK that comes in the first minute what its own was told, and sends it not twice', async () => {
  const { session: joined, clock, own, shutdown, instrumentation } = session();
  clock.advance(3);
  await joined.flush();
  instrumentation.add(1);
  instrumentation.add(2);
  const late = sdk();
  joined.join(late.meterProvider);
  instrumentation.add(3);
  expect(own.added).toEqual([1, 2]);
  expect(late.added).toEqual([1, 2, 3]);
  expect(shutdown).toHaveBeenCalledExactlyOnceWith({ keepMetrics: true });
});

test('sends what it has where the SDK comes after the first minute', async () => {
  const { session: joined, clock, shutdown, instrumentation } = session();
  clock.advance(3);
  await joined.flush();
  instrumentation.add(1);
  clock.advance(60);
  instrumentation.add(2);
  const late = sdk();
  joined.join(late.meterProvider);
  expect(late.added).toEqual([]);
  expect(shutdown).toHaveBeenCalledExactlyOnceWith({ keepMetrics: false });
});

test('remembers no more than ten thousand measurements, and then tells none of them twice', async () => {
  const { session: joined, clock, shutdown, instrumentation } = session();
  clock.advance(3);
  await joined.flush();
  for (let i = 0; i <= 10_000; i++) instrumentation.add(1);
  const late = sdk();
  joined.join(late.meterProvider);
  expect(late.added).toEqual([]);
  expect(shutdown).toHaveBeenCalledExactlyOnceWith({ keepMetrics: false });
});

test('follows the application to another SDK, and ends its own once', async () => {
  const { session: joined, clock, shutdown, instrumentation } = session();
  clock.advance(3);
  await joined.flush();
  const [first, second] = [sdk(), sdk()];
  joined.join(first.meterProvider);
  joined.join(second.meterProvider);
  instrumentation.add(1);
  expect([first.added, second.added]).toEqual([[], [1]]);
  expect(shutdown).toHaveBeenCalledOnce();
});

test('shuts down an SDK of its own that was still starting', async () => {
  const { session: joined, clock, shutdown, own, instrumentation } = session();
  clock.advance(3);
  joined.join(sdk().meterProvider);
  await soon(() => expect(shutdown).toHaveBeenCalledOnce());
  instrumentation.add(1);
  expect(own.added).toEqual([]);
});

test('starts an SDK to send with where the process ends before the wait is over', async () => {
  const { session: ending, startOwn, flush } = session();
  await ending.flush();
  expect(startOwn).toHaveBeenCalledExactlyOnceWith(true, expect.any(Function));
  expect(flush).toHaveBeenCalledOnce();
});

test('goes on without an SDK where none can be started', async () => {
  const { session: broken, startOwn } = session();
  startOwn.mockRejectedValueOnce(new Error('no such package'));
  await expect(broken.flush()).resolves.toBe(undefined);
});

const countOf = async (producer: ResourceMetricProducer | undefined): Promise<unknown> =>
  (await producer?.collect())?.resourceMetrics.scopeMetrics.length;

test('hands the resources to the readers of its own SDK, until that of the application comes', async () => {
  const { session: joined, startOwn } = session();
  await joined.flush();
  const [producer] = startOwn.mock.calls[0]?.[1]() ?? [];
  expect(await countOf(producer)).toBe(1);
  joined.join(sdk().meterProvider);
  expect(await countOf(producer)).toBe(0);
  expect(startOwn.mock.calls[0]?.[1]()).toEqual([]);
});
