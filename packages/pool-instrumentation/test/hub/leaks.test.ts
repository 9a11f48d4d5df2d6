import { setImmediate as turn } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { context, trace } from '@opentelemetry/api';
import { expect, test, vi } from 'vitest';
import { startedHub } from './started-hub.ts';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

test('reports a leak once, and its return', async () => {
  const { clock, sdk, observe } = startedHub();
  const pool = observe({ used: 1 });
  pool.take('a');
  clock.advance(29);
  expect(sdk.events()).toEqual([]);
  clock.advance(100);
  expect(sdk.events().map((event) => [event.eventName, event.attributes])).toEqual([
    [
      'plimsoll.pool.connection.leak_suspected',
      {
        'db.client.connection.pool.name': 'shop',
        'db.system.name': 'stubsql',
        'db.namespace': 'shop',
        'plimsoll.pool.connection.use.duration': 30,
        'plimsoll.pool.connection.used': 1,
        'plimsoll.pool.connection.idle': 0,
        'plimsoll.pool.connection.allowed': 10,
        'plimsoll.pool.request.pending': 0,
        'plimsoll.pool.connection.site.status': 'captured',
        'code.stacktrace': expect.stringContaining('leaks.test.ts'),
      },
    ],
  ]);
  pool.give('a');
  expect(sdk.events()).toHaveLength(2);
  expect(sdk.events()[1]).toMatchObject({
    eventName: 'plimsoll.pool.connection.leak_returned',
    severityNumber: 9,
    attributes: { 'plimsoll.pool.connection.use.duration': 129 },
  });
  expect(await sdk.values('plimsoll.pool.connection.leaks')).toEqual({ shop: 1 });
});

test('reports a second leak of the same connection anew', () => {
  const { clock, sdk, observe } = startedHub();
  const pool = observe();
  for (const _time of [1, 2]) {
    pool.take('a');
    clock.advance(31);
    pool.give('a');
  }
  expect(sdk.events()).toHaveLength(4);
});

test('follows the age of checkouts', async () => {
  const { clock, sdk, observe } = startedHub();
  const pool = observe();
  pool.take('a');
  clock.advance(20);
  pool.take('b');
  clock.advance(20);
  expect(await sdk.values('plimsoll.pool.connection.max_use_age')).toEqual({ shop: 40 });
  expect(await sdk.values('plimsoll.pool.connection.long_held.count')).toEqual({ shop: 1 });
  pool.give('a');
  expect(await sdk.values('plimsoll.pool.connection.max_use_age')).toEqual({ shop: 20 });
  pool.give('b');
  expect(await sdk.values('plimsoll.pool.connection.max_use_age')).toEqual({ shop: 0 });
  expect(await sdk.values('plimsoll.pool.connection.long_held.count')).toEqual({ shop: 0 });
});

test('tells ages and leaks by the loan, however often its connection was lent before', async () => {
  const { clock, sdk, observe } = startedHub();
  const pool = observe();
  pool.take('a');
  pool.give('a');
  clock.advance(0.25);
  pool.take('b');
  clock.advance(0.25);
  pool.take('a');
  clock.advance(29);
  expect(await sdk.values('plimsoll.pool.connection.max_use_age')).toEqual({ shop: 29.25 });
  clock.advance(1.5);
  expect(await sdk.values('plimsoll.pool.connection.long_held.count')).toEqual({ shop: 2 });
  const ages = sdk
    .events()
    .map(({ attributes }) => attributes?.['plimsoll.pool.connection.use.duration']);
  expect(ages).toEqual([30.75, 30.5]);
});

test('forgets a connection that came back at the next look', async () => {
  const { clock, observe } = startedHub();
  const pool = observe();
  const used = (): WeakRef<object> => {
    const connection = {};
    pool.take(connection);
    pool.give(connection);
    return new WeakRef(connection);
  };
  const connection = used();
  clock.advance(1);
  // What a WeakRef was made of stays until the turn of the event loop is over.
  await turn();
  collectGarbage();
  expect(connection.deref()).toBeUndefined();
});

test('puts the leak event into the trace that acquired the connection', () => {
  const { clock, sdk, observe } = startedHub();
  const spanContext = { traceId: '1'.repeat(32), spanId: '2'.repeat(16), traceFlags: 1 };
  const active = vi.spyOn(context, 'active');
  active.mockReturnValue(trace.setSpanContext(context.active(), spanContext));
  observe().take('a');
  active.mockRestore();
  clock.advance(31);
  expect(sdk.events()[0]?.spanContext).toMatchObject(spanContext);
});

test('captures every acquire once a connection is held too long', () => {
  const { clock, sdk, observe } = startedHub();
  const pool = observe({}, { captureSites: 'auto' });
  const hunted = (event: object): unknown => Reflect.get(event, 'attributes')['code.stacktrace'];
  for (let held = 0; held < 2000; held++) {
    pool.take(held);
    pool.give(held);
  }
  pool.take('first');
  clock.advance(31);
  for (let held = 0; held < 300; held++) pool.take(held);
  clock.advance(31);
  const [, ...later] = sdk.events();
  expect(later).toHaveLength(300);
  expect(later.filter(hunted)).toHaveLength(300);
});

test('captures again what a busy pool lends when it has become calm', () => {
  const { clock, sdk, observe } = startedHub();
  const pool = observe({}, { captureSites: 'auto' });
  for (let held = 0; held < 100_000; held++) {
    pool.take('a');
    pool.give('a');
  }
  clock.advance(2);
  pool.take('a');
  clock.advance(31);
  expect(sdk.events()[0]?.attributes).toMatchObject({
    'plimsoll.pool.connection.site.status': 'captured',
  });
});

test('captures no acquire where it is told so', () => {
  const { clock, sdk, observe } = startedHub();
  observe({}, { captureSites: 'never' }).take('a');
  clock.advance(31);
  expect(sdk.events()[0]?.attributes).toMatchObject({
    'plimsoll.pool.connection.site.status': 'not_sampled',
  });
  expect(sdk.events()[0]?.attributes).not.toHaveProperty('code.stacktrace');
});
