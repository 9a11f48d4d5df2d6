import { context, createContextKey, type LogRecord, logs, ROOT_CONTEXT } from '@opentelemetry/api';
import { afterEach, expect, test } from 'vitest';
import { createEmitter, type EventSpec } from '../src/index.ts';
import { recordedFaults } from './recorded.ts';
import { logsSdk } from './sdk.ts';

const LEAKED: EventSpec = {
  name: 'test.leaked',
  severity: 'WARN',
  description: 'Something leaked.',
  attributes: ['test.name', 'test.size'],
};
/** Where `@opentelemetry/api-logs` keeps the global of SDK 2.x. */
const API_LOGS = Symbol.for('io.opentelemetry.js.api.logs');

afterEach(() => {
  logs.disable();
  Reflect.deleteProperty(globalThis, API_LOGS);
});

function fixture() {
  const { faults, said } = recordedFaults();
  return { said, emitter: createEmitter('scope', '1.2.3', faults) };
}

/** A global provider as `@opentelemetry/api-logs` registers it; it answers to its own version only. */
function legacySdk(enabled: () => boolean = () => true) {
  const records: LogRecord[] = [];
  const scopes: unknown[][] = [];
  const provider = {
    getLogger(...scope: unknown[]) {
      scopes.push(scope);
      return { enabled, emit: (record: LogRecord) => void records.push(record) };
    },
  };
  const noop = { getLogger: () => ({ enabled: () => false, emit() {} }) };
  Reflect.set(globalThis, API_LOGS, (version: number) => (version === 1 ? provider : noop));
  return { records, scopes };
}

test('emits through the global provider of the api (SDK 3.x)', () => {
  const { provider, events } = logsSdk();
  logs.setGlobalLoggerProvider(provider);
  const { emitter } = fixture();
  emitter.emit(
    LEAKED,
    { 'test.name': 'a', 'test.size': 3 },
    { timestampMillis: 1_700_000_000_123 },
  );
  expect(events()).toEqual([
    expect.objectContaining({
      eventName: 'test.leaked',
      severityNumber: 13,
      severityText: undefined,
      body: undefined,
      hrTime: [1_700_000_000, 123_000_000],
      attributes: { 'test.name': 'a', 'test.size': 3 },
      instrumentationScope: expect.objectContaining({ name: 'scope', version: '1.2.3' }),
    }),
  ]);
});

test('emits through the global provider of api-logs (SDK 2.x)', () => {
  const { records, scopes } = legacySdk();
  fixture().emitter.emit(LEAKED, { 'test.name': 'a' }, { timestampMillis: 5 });
  expect(records).toEqual([
    {
      eventName: 'test.leaked',
      severityNumber: 13,
      timestamp: 5,
      attributes: { 'test.name': 'a' },
      context: ROOT_CONTEXT,
    },
  ]);
  expect(scopes).toEqual([['scope', '1.2.3']]);
});

test('passes over a provider that takes nothing for one that does', () => {
  legacySdk(() => false);
  const { provider, events } = logsSdk();
  logs.setGlobalLoggerProvider(provider);
  fixture().emitter.emit(LEAKED, {});
  expect(events()).toHaveLength(1);
});

test('prefers the provider that it was given', () => {
  const { records: others } = legacySdk();
  const { provider, events } = logsSdk();
  const { emitter } = fixture();
  emitter.bind(provider);
  emitter.emit(LEAKED, {});
  expect([events().length, others.length]).toEqual([1, 0]);
  emitter.bind(undefined);
  emitter.emit(LEAKED, {});
  expect([events().length, others.length]).toEqual([1, 1]);
});

test.each<[string, (emitter: ReturnType<typeof fixture>['emitter']) => void]>([
  ['the next event', (emitter) => emitter.emit(LEAKED, { 'test.name': 'late' })],
  ['a flush', (emitter) => emitter.flush()],
])('hands over what waited for an SDK, in its order and with its time, at %s', (_, later) => {
  const { emitter } = fixture();
  emitter.emit(LEAKED, { 'test.name': 'first' }, { timestampMillis: 1_700_000_001_000 });
  emitter.emit(LEAKED, { 'test.name': 'second' }, { timestampMillis: 1_700_000_002_000 });
  expect(emitter.waiting).toBe(2);
  const { provider, events } = logsSdk();
  logs.setGlobalLoggerProvider(provider);
  later(emitter);
  expect(emitter.waiting).toBe(0);
  expect(
    events()
      .slice(0, 2)
      .map(({ attributes, hrTime }) => [attributes['test.name'], hrTime[0]]),
  ).toEqual([
    ['first', 1_700_000_001],
    ['second', 1_700_000_002],
  ]);
});

test('hands over what waited when a provider is set', () => {
  const { emitter } = fixture();
  emitter.emit(LEAKED, {});
  const { provider, events } = logsSdk();
  emitter.bind(provider);
  expect(events()).toHaveLength(1);
});

test('an event that the SDK throws at is lost alone', () => {
  const { emitter, said } = fixture();
  for (const name of ['a', 'b', 'c']) emitter.emit(LEAKED, { 'test.name': name });
  const taken: unknown[] = [];
  emitter.bind({
    getLogger: () => ({
      emit({ attributes }: { attributes: Record<string, unknown> }) {
        if (attributes['test.name'] === 'b') throw new Error('broken exporter');
        taken.push(attributes['test.name']);
      },
    }),
  });
  expect(taken).toEqual(['a', 'c']);
  expect(said).toEqual(['events could not be sent: broken exporter']);
});

test('holds the newest 64 while there is no SDK', () => {
  const { emitter } = fixture();
  for (let size = 0; size < 100; size++) emitter.emit(LEAKED, { 'test.size': size });
  expect(emitter.waiting).toBe(64);
  const { provider, events } = logsSdk();
  emitter.bind(provider);
  expect(events().map(({ attributes }) => attributes['test.size'])).toEqual(
    Array.from({ length: 64 }, (_, index) => index + 36),
  );
});

test('asks in the root context whether there is an SDK', () => {
  const asked: unknown[] = [];
  const { emitter } = fixture();
  emitter.bind({
    getLogger: () => ({
      enabled: (options?: { context?: unknown }) => asked.push(options?.context) > 0,
      emit() {},
    }),
  });
  emitter.emit(LEAKED, {});
  expect(asked).toEqual([ROOT_CONTEXT]);
});

test('keeps the context that it is given, for that holds the trace', () => {
  const key = createContextKey('trace');
  const { records } = legacySdk();
  fixture().emitter.emit(LEAKED, {}, { context: context.active().setValue(key, 'fixture') });
  expect(records[0]?.context?.getValue(key)).toBe('fixture');
});

test('leaves out attributes that the catalogue does not name, and those without a value', () => {
  const { records } = legacySdk();
  fixture().emitter.emit(LEAKED, {
    'test.name': 'a',
    'test.size': undefined,
    'db.query.text': 'select 1',
  });
  expect(records[0]?.attributes).toStrictEqual({ 'test.name': 'a' });
});

test.each([
  ['DEBUG', 5],
  ['INFO', 9],
  ['WARN', 13],
  ['ERROR', 17],
] as const)('gives %s the severity number %i', (severity, number) => {
  const { records } = legacySdk();
  fixture().emitter.emit({ ...LEAKED, severity }, {});
  expect(records[0]?.severityNumber).toBe(number);
});

test.each([
  ['getLogger', () => ({ getLogger: () => fail() })],
  ['enabled', () => ({ getLogger: () => ({ enabled: fail, emit() {} }) })],
  ['emit', () => ({ getLogger: () => ({ emit: fail }) })],
])('a provider whose %s throws is a fault, not an exception', (_, provider) => {
  const { emitter, said } = fixture();
  emitter.bind(provider());
  emitter.emit(LEAKED, {});
  expect(said).toEqual(['events could not be sent: broken SDK']);
});

function fail(): never {
  throw new Error('broken SDK');
}
