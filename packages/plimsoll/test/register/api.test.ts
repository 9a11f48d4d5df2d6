import { fakeClock } from '@plimsoll/kernel';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { OPENTELEMETRY_API, watchMeterProvider } from '../../src/register/api.ts';

const provider = (name: string) => ({ name, getMeter() {} });
type Api = Record<string, unknown>;

let found: unknown[];
let clock: ReturnType<typeof fakeClock>;
let watch: Disposable;
let before: unknown;

beforeEach(() => {
  before = Reflect.get(globalThis, OPENTELEMETRY_API);
  Reflect.deleteProperty(globalThis, OPENTELEMETRY_API);
  found = [];
  clock = fakeClock();
  watch = watchMeterProvider(clock, (each) => found.push(each));
});

afterEach(() => {
  watch[Symbol.dispose]();
  Reflect.deleteProperty(globalThis, OPENTELEMETRY_API);
  if (before) Reflect.set(globalThis, OPENTELEMETRY_API, before);
});

/** What `registerGlobal` of `@opentelemetry/api` does. */
function register(key: string, value: unknown, version = '1.9.1'): Api {
  const api = (Reflect.get(globalThis, OPENTELEMETRY_API) ?? { version }) as Api;
  Reflect.set(globalThis, OPENTELEMETRY_API, api);
  expect(api.version).toBe(version);
  expect(api[key]).toBe(undefined);
  api[key] = value;
  return api;
}

test('finds a provider at the moment it is registered, and leaves no trace', () => {
  register('trace', {});
  const first = provider('first');
  const api = register('metrics', first);
  expect(found).toEqual([first]);
  expect(Object.getOwnPropertyDescriptors(api)).toEqual(
    Object.getOwnPropertyDescriptors({ version: '1.9.1', trace: {}, metrics: first }),
  );
  expect(Object.getOwnPropertyDescriptor(globalThis, OPENTELEMETRY_API)).toEqual(
    Object.getOwnPropertyDescriptor({ api }, 'api'),
  );
});

test('makes no global of its own, so that any version of the api may', () => {
  expect(Reflect.get(globalThis, OPENTELEMETRY_API)).toBe(undefined);
  register('metrics', provider('newer'), '1.10.0');
  expect(found).toHaveLength(1);
});

test('finds a provider that was there before', () => {
  watch[Symbol.dispose]();
  const early = provider('early');
  register('metrics', early);
  watch = watchMeterProvider(clock, (each) => found.push(each));
  expect(found).toEqual([early]);
});

test('finds a provider within a second after its trap was deleted', () => {
  const api = register('trace', {});
  delete api.metrics;
  const late = provider('late');
  api.metrics = late;
  expect(found).toEqual([]);
  clock.advance(1);
  expect(found).toEqual([late]);
});

test('finds another one that follows', () => {
  const api = register('metrics', provider('first'));
  delete api.metrics;
  clock.advance(1);
  const second = provider('second');
  api.metrics = second;
  expect(found[1]).toBe(second);
});

test('takes nothing for a provider that has no meters', () => {
  register('metrics', {});
  clock.advance(1);
  expect(found).toEqual([]);
});

test('leaves nothing behind at its end', () => {
  const api = register('trace', {});
  watch[Symbol.dispose]();
  expect(Object.keys(api)).toEqual(['version', 'trace']);
  expect(Object.getOwnPropertyDescriptor(api, 'metrics')).toBe(undefined);
  api.metrics = provider('too late');
  clock.advance(1);
  expect(found).toEqual([]);
});

test('takes the trap of the global away at its end', () => {
  watch[Symbol.dispose]();
  expect(Object.getOwnPropertyDescriptor(globalThis, OPENTELEMETRY_API)).toBe(undefined);
});
