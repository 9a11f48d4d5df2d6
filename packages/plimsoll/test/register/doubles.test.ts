import { createRequire } from 'node:module';
import { createFaults, fakeClock } from '@plimsoll/kernel';
import type { doubledMetrics } from '@plimsoll/pool-instrumentation';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { watchDoubles } from '../../src/register/doubles.ts';

const SINK = Symbol.for('plimsoll.diagnostics');
const OURS = '@plimsoll/otel-resources';
const RUNTIME = '@opentelemetry/instrumentation-runtime-node';

let said: string[] = [];
beforeEach(() => {
  said = [];
  Reflect.set(globalThis, SINK, (_: string, message: string) => said.push(message));
});
afterEach(() => Reflect.deleteProperty(globalThis, SINK));

const { MeterProvider, MetricReader }: typeof import('@opentelemetry/sdk-metrics') = createRequire(
  new URL('../../../../package.json', import.meta.url),
)('@opentelemetry/sdk-metrics');

class Reader extends MetricReader {
  override async onForceFlush(): Promise<void> {}
  override async onShutdown(): Promise<void> {}
}

/** A provider of line 3 with a reader, since instruments are kept for readers. A program tells of line 2. */
function provider(reader = new Reader()) {
  return new MeterProvider({ readers: [reader] });
}

function watched(given: unknown, pools: ReturnType<typeof doubledMetrics> = {}) {
  const clock = fakeClock();
  watchDoubles(given, clock, createFaults('test'), () => pools);
  return clock;
}

test('names what another reports too, once', () => {
  const sdk = provider();
  const clock = watched(sdk);
  for (const meter of [OURS, RUNTIME])
    for (const name of ['nodejs.eventloop.time', 'v8js.memory.heap.used'])
      sdk.getMeter(meter).createObservableCounter(name);
  clock.advance(20);
  expect(said).toEqual([
    `test: ${RUNTIME} reports nodejs.eventloop.time and 1 more too: set PLIMSOLL_LEAVE_TO=instrumentation-runtime-node, or turn it off`,
  ]);
});

test('says it of one that comes within the minute, and looks no longer', () => {
  const sdk = provider();
  const clock = watched(sdk);
  sdk.getMeter(OURS).createObservableCounter('process.cpu.time');
  clock.advance(30);
  expect(said).toEqual([]);
  sdk.getMeter('@opentelemetry/host-metrics').createObservableCounter('process.cpu.time');
  clock.advance(31);
  expect(said).toEqual([expect.stringMatching(/PLIMSOLL_LEAVE_TO=host-metrics/)]);
  expect(clock.timers).toBe(0);
});

test('says nothing of one that reports other names, or ours once they are left to it', () => {
  const sdk = provider();
  sdk.getMeter(OURS).createObservableCounter('process.cpu.time');
  sdk.getMeter(RUNTIME).createObservableCounter('nodejs.eventloop.time');
  sdk.getMeter('shop').createObservableCounter('process.cpu.time');
  watched(sdk).advance(60);
  expect(said).toEqual([]);
});

test.each([{ getMeter() {} }, { _sharedState: {} }, { _sharedState: { meterSharedStates: 7 } }])(
  'harms nothing where a provider shows nothing: %j',
  (given) => {
    expect(watched(given).advance(60)).toBe(undefined);
    expect(said.filter((line) => !line.includes('not looked for'))).toEqual([]);
  },
);

test('names who reports the pools that are there too, and says nothing of pools that are not', () => {
  const sdk = provider();
  const clock = watched(sdk, { 'node-redis': ['db.client.connection.create_time'] });
  for (const meter of ['node-redis', '@opentelemetry/instrumentation-pg'])
    for (const name of ['db.client.connection.create_time', 'db.client.connection.count'])
      sdk.getMeter(meter).createHistogram(name).record(1);
  clock.advance(20);
  expect(said).toEqual([
    'test: node-redis reports db.client.connection.create_time too: set PLIMSOLL_LEAVE_TO=node-redis, or turn it off',
  ]);
});

test.each([
  ['before', false],
  ['after', true],
])(
  'says nothing of one that could report pools until it does, %s a collection',
  async (_, collects) => {
    const reader = new Reader();
    const sdk = provider(reader);
    const name = 'db.client.connection.count';
    const clock = watched(sdk, { 'instrumentation-oracledb': [name] });
    const count = sdk.getMeter('@opentelemetry/instrumentation-oracledb').createUpDownCounter(name);
    await reader.collect();
    clock.advance(20);
    expect(said).toEqual([]);
    count.add(0, { 'db.client.connection.pool.name': 'orders' });
    if (collects) await reader.collect();
    clock.advance(20);
    expect(said).toEqual([expect.stringMatching(/PLIMSOLL_LEAVE_TO=instrumentation-oracledb/)]);
  },
);
