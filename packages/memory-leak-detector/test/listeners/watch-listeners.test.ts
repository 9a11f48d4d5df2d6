import { EventEmitter } from 'node:events';
import { expect, onTestFinished, test, vi } from 'vitest';
import { process as simulated } from '../simulated-process.ts';

const NAME = 'plimsoll.nodejs.listener.limit_exceeded';
const EVENT = 'plimsoll.nodejs.listener.event';
const COUNTER = 'plimsoll.nodejs.listener.warnings{}';

/** A worker looks for source maps. */
const PATIENT = { timeout: 30_000 };

class Bus extends EventEmitter {}

function subscribe(bus: EventEmitter): void {
  bus.on('order', () => {});
}

/** What Node.js would warn of, without its words on stderr. */
function warn(warning: object): void {
  process.emit('warning', warning as Error);
}

function observed() {
  const all = simulated();
  onTestFinished(() => all.instrumentation.disable());
  return { ...all, told: () => all.events().filter(({ name }) => name === NAME) };
}

test('an emitter that gathers listeners is told once, with who adds them', async () => {
  const { told, points } = observed();
  const bus = new Bus();
  for (let left = 30; left > 0; left--) subscribe(bus);
  const seen = await vi.waitUntil(() => told().at(0), PATIENT);
  expect(seen.attributes).toEqual({
    'plimsoll.nodejs.listener.emitter': 'Bus',
    'plimsoll.nodejs.listener.event': 'order',
    'plimsoll.nodejs.listener.count': 11,
    'code.function.name': 'subscribe',
    'code.file.path': import.meta.filename,
    'code.line.number': expect.any(Number),
  });
  expect(await points()).toHaveProperty([COUNTER], 1);
});

test('emitters that are made anew are counted, and their place is told once', async () => {
  const all = observed();
  for (let left = 100; left > 0; left--)
    warn({ name: 'MaxListenersExceededWarning', emitter: new Bus(), type: 'x', count: 11 });
  warn({ name: 'MaxListenersExceededWarning', emitter: new Bus(), type: 'last', count: 11 });
  const told = (): unknown[] => all.told().map(({ attributes }) => attributes[EVENT]);
  await vi.waitUntil(() => told().length > 1, PATIENT);
  expect(told().sort()).toEqual(['last', 'x']);
  expect(await all.points()).toHaveProperty([COUNTER], 101);
});

test('no more than twenty places are told', async () => {
  const { told, points } = observed();
  for (let left = 100; left > 0; left--)
    warn({
      name: 'MaxListenersExceededWarning',
      target: new EventTarget(),
      type: `x${left}`,
      count: 11,
    });
  await vi.waitUntil(() => told().length === 20, PATIENT);
  expect(await points()).toHaveProperty([COUNTER], 100);
});

test('other warnings are passed over, and so is all after the end', async () => {
  const { told, points, instrumentation } = observed();
  warn({ name: 'DeprecationWarning', count: 11 });
  warn({ name: 'MaxListenersExceededWarning' });
  instrumentation.disable();
  warn({ name: 'MaxListenersExceededWarning', emitter: new Bus(), type: 'x', count: 11 });
  expect(told()).toEqual([]);
  expect(await points()).not.toHaveProperty([COUNTER], 1);
});
