import 'node:http';
import { type FakeClock, fakeClock } from '@plimsoll/kernel';
import { heldBytes } from '../held.ts';
import { expectMetrics, startSdk, type Telemetry } from '../sdk.ts';
import type { Subject } from '../subject.ts';

const MEBIBYTE = 2 ** 20;
const GIBIBYTE = 2 ** 30;
const DAY_SECONDS = 86_400;

const WORKERS = 8;
const CACHES = 10;

/** Far fewer samples than in life: windows fill by the days. */
const INTERVAL_SECONDS = 1200;

/** Amounts as they are: with a fraction or beyond 2 GiB, which takes V8 more than a small number. */
const around = (bytes: number): number => bytes * (1 + Math.random() / 10);

interface Service {
  readonly telemetry: Telemetry;
  readonly clock: FakeClock;
  readonly workers: number;
  readonly caches: number;
}

/** A service with an SDK has loaded most of Node.js, and others measure in it too. */
async function service(workers: number, caches: number): Promise<Service> {
  const telemetry = startSdk();
  const meter = telemetry.provider.getMeter('others');
  meter.createCounter('counter').add(1);
  meter.createHistogram('histogram').record(1);
  meter.createObservableGauge('gauge').addCallback((result) => result.observe(1));
  meter.createObservableUpDownCounter('up-down').addCallback((result) => result.observe(1));
  await telemetry.collect();
  return { telemetry, clock: fakeClock(), workers, caches };
}

/** A detector that lives there; what it looks at is made up. */
async function observe({ telemetry, clock, workers, caches }: Service) {
  const { MemoryLeakInstrumentation, trackCache } = await import('@plimsoll/memory-leak-detector');
  const tracked = Array.from({ length: caches }, (_, index) =>
    trackCache(`cache ${index}`, {
      get: () => undefined,
      size: 1000,
      get calculatedSize() {
        return around(8 * MEBIBYTE);
      },
    }),
  );
  const getHeapStatistics = async () => ({
    used_heap_size: around(GIBIBYTE),
    total_physical_size: around(GIBIBYTE),
    heap_size_limit: 4 * GIBIBYTE,
  });
  let collected = (): void => {};
  const instrumentation = new MemoryLeakInstrumentation(
    { enabled: false, externalIntervalMillis: INTERVAL_SECONDS * 1000 },
    {
      clock,
      workers(onWorker) {
        for (let threadId = 1; threadId <= workers; threadId++)
          onWorker({ threadId, getHeapStatistics });
        return { [Symbol.dispose]: () => {} };
      },
      sources: {
        watchFullCollections(onFullCollection) {
          collected = onFullCollection;
          return { [Symbol.dispose]: () => {} };
        },
        recordCollections: () => ({ next: () => undefined, [Symbol.dispose]: () => {} }),
        readHeapAfterGc: () => ({
          old_space: around(GIBIBYTE),
          code_space: around(8 * MEBIBYTE),
          large_object_space: around(GIBIBYTE),
        }),
        memoryUsage: () => ({
          rss: around(6 * GIBIBYTE),
          heapTotal: around(2.5 * GIBIBYTE),
          external: around(GIBIBYTE),
        }),
        fileShare: () => 0.01,
        oldSpaceLimit: () => 4 * GIBIBYTE,
        constrainedMemory: () => 0,
        totalMemory: () => 64 * GIBIBYTE,
        utilization: () => 0.5,
      },
    },
  );
  instrumentation.setMeterProvider(telemetry.provider);
  instrumentation.enable();
  const live = async (days: number): Promise<void> => {
    for (let seconds = 0; seconds < days * DAY_SECONDS; seconds += INTERVAL_SECONDS) {
      clock.advance(INTERVAL_SECONDS);
      collected();
      // The workers answer.
      for (let left = 4; left > 0; left--) await undefined;
    }
    await telemetry.collect();
  };
  const end = (): void => {
    instrumentation.disable();
    for (const cache of tracked) cache[Symbol.dispose]();
  };
  return { instrumentation, live, end };
}

/** What is held on account of its windows and series after a month; its code has run before. */
const data: Subject = async () => {
  const before = await observe(await service(WORKERS, CACHES));
  await before.live(10);
  before.end();
  const own = await service(WORKERS, CACHES);
  const base = await heldBytes();
  const { instrumentation, live } = await observe(own);
  await live(30);
  const value = (await heldBytes()) - base;
  const { workers } = instrumentation.read();
  if (workers.length < WORKERS || workers.some(({ state }) => state === 'unknown'))
    throw new Error('not all workers are judged');
  expectMetrics(await own.telemetry.collect(), [
    'plimsoll.memory.leak.status',
    'plimsoll.cache.usage',
  ]);
  return { value };
};

/** What is held on account of its code, which has run for an hour. */
const code: Subject = async () => {
  const own = await service(0, 0);
  await heldBytes();
  const base = await heldBytes();
  const { live, end } = await observe(own);
  await live(0.05);
  const value = (await heldBytes()) - base;
  end();
  expectMetrics(await own.telemetry.collect(), ['plimsoll.memory.leak.status']);
  return { value };
};

export const subjects: Readonly<Record<string, Subject>> = {
  'leak.memory': data,
  'leak.memory.code': code,
};
