import { DiagLogLevel, diag, logs, type MeterProvider, metrics } from '@opentelemetry/api';
import { afterEach, expect, test } from 'vitest';
import {
  begin,
  type Emitter,
  type FakeClock,
  fakeClock,
  type InstrumentationConfig,
  type InstrumentationContext,
  InstrumentationHost,
  instruments,
  type MetricSpec,
} from '../src/index.ts';
import { metricsSdk } from './sdk.ts';

const OPEN = {
  name: 'test.open',
  instrument: 'observableGauge',
  unit: '1',
  valueType: 'double',
  description: 'How far it is open.',
  stability: 'development',
} as const;
OPEN satisfies MetricSpec;
const LEAKED = {
  name: 'test.leaked',
  severity: 'WARN',
  description: 'It leaked.',
  attributes: [],
} as const;

interface Config extends InstrumentationConfig {
  readonly begin?: () => void;
  readonly end?: () => void;
}

class Fixture extends InstrumentationHost<Config> {
  readonly clock: FakeClock;

  constructor(config: Config = {}, clock: FakeClock = fakeClock()) {
    super({ name: 'fixture', version: '1.2.3' }, config, clock);
    this.clock = clock;
    if (config.enabled !== false) this.enable();
  }

  get emitter(): Emitter {
    return this.context.emitter;
  }

  protected override start({ meter }: InstrumentationContext): Disposable {
    return begin((cleanup) => {
      const { open } = instruments(meter, { open: OPEN });
      const observe = (result: { observe(value: number): void }): void => result.observe(0.5);
      open.addCallback(observe);
      cleanup.defer(() => open.removeCallback(observe));
      const { begin: fail, end } = this.getConfig();
      fail?.();
      if (end) cleanup.defer(end);
    });
  }
}

afterEach(() => {
  metrics.disable();
  logs.disable();
  diag.disable();
});

function warnings(): string[] {
  const lines: string[] = [];
  const ignore = (): void => {};
  const logger = { error: ignore, info: ignore, debug: ignore, verbose: ignore };
  diag.setLogger(
    { ...logger, warn: (line) => void lines.push(line) },
    { logLevel: DiagLogLevel.ALL },
  );
  lines.length = 0;
  return lines;
}

const broken: MeterProvider = {
  getMeter() {
    throw new Error('broken SDK');
  },
};

test('reports to the provider that it is given, under its own scope', async () => {
  const sdk = metricsSdk();
  const fixture = new Fixture();
  fixture.setMeterProvider(sdk.provider);
  expect(await sdk.values()).toEqual({ 'test.open': 0.5 });
  expect(await sdk.scopes()).toEqual([['fixture', '1.2.3']]);
});

test('finds the global provider that is there when it starts', async () => {
  const sdk = metricsSdk();
  metrics.setGlobalMeterProvider(sdk.provider);
  new Fixture();
  expect(await sdk.values()).toEqual({ 'test.open': 0.5 });
});

test('finds the global provider that comes late, and looks no further', async () => {
  const fixture = new Fixture();
  fixture.clock.advance(30);
  const sdk = metricsSdk();
  metrics.setGlobalMeterProvider(sdk.provider);
  fixture.clock.advance(1);
  expect(await sdk.values()).toEqual({ 'test.open': 0.5 });
  expect(fixture.clock.timers).toBe(0);
});

test('after a minute looks for a global provider every half minute only', async () => {
  const fixture = new Fixture();
  fixture.clock.advance(60);
  const sdk = metricsSdk();
  metrics.setGlobalMeterProvider(sdk.provider);
  fixture.clock.advance(28);
  expect(await sdk.values()).toEqual({});
  fixture.clock.advance(1);
  expect(await sdk.values()).toEqual({ 'test.open': 0.5 });
  expect(fixture.clock.timers).toBe(0);
});

test('moves to a second provider and leaves the first', async () => {
  const [first, second] = [metricsSdk(), metricsSdk()];
  const fixture = new Fixture();
  fixture.setMeterProvider(first.provider);
  fixture.setMeterProvider(second.provider);
  expect([await first.values(), await second.values()]).toEqual([{}, { 'test.open': 0.5 }]);
});

test('a provider without an SDK sends it back to look for the global one', async () => {
  const fixture = new Fixture();
  fixture.setMeterProvider(metricsSdk().provider);
  fixture.clock.advance(1);
  fixture.setMeterProvider(metrics.getMeterProvider());
  const sdk = metricsSdk();
  metrics.setGlobalMeterProvider(sdk.provider);
  fixture.clock.advance(1);
  expect(await sdk.values()).toEqual({ 'test.open': 0.5 });
});

test('hands early events to a Logs SDK that comes after the metrics SDK', () => {
  const fixture = new Fixture();
  fixture.setMeterProvider(metricsSdk().provider);
  fixture.emitter.emit(LEAKED, {});
  fixture.setMeterProvider(metricsSdk().provider);
  const names: string[] = [];
  logs.setGlobalLoggerProvider({
    getLogger: () => ({
      enabled: () => true,
      emit: ({ eventName = '' }) => void names.push(eventName),
    }),
  });
  fixture.clock.advance(1);
  expect(names).toEqual(['test.leaked']);
});

test('sends events to the provider that it is given', () => {
  const names: string[] = [];
  const fixture = new Fixture();
  fixture.setLoggerProvider({
    getLogger: () => ({
      emit: ({ eventName }: { eventName: string }) => void names.push(eventName),
    }),
  });
  fixture.emitter.emit(LEAKED, {});
  expect(names).toEqual(['test.leaked']);
});

test('does not start when it is not enabled, and then says so', () => {
  let started = 0;
  const fixture = new Fixture({ enabled: false, begin: () => void started++ });
  expect(fixture.getConfig().enabled).toBe(false);
  expect(started).toBe(0);
  fixture.enable();
  fixture.enable();
  expect(fixture.getConfig().enabled).toBe(true);
  expect(started).toBe(1);
});

test('is silent once disabled, looks for no SDK, and starts again', async () => {
  const sdk = metricsSdk();
  let ended = 0;
  const fixture = new Fixture({ end: () => void ended++ });
  fixture.disable();
  fixture.disable();
  expect([ended, fixture.clock.timers]).toEqual([1, 0]);
  metrics.setGlobalMeterProvider(sdk.provider);
  fixture.clock.advance(60);
  fixture.setMeterProvider(sdk.provider);
  expect(await sdk.values()).toEqual({});
  fixture.enable();
  expect(await sdk.values()).toEqual({ 'test.open': 0.5 });
  fixture[Symbol.dispose]();
  expect(ended).toBe(2);
});

test('makes each instrument once, however often it starts', () => {
  let made = 0;
  const fixture = new Fixture();
  const { provider } = metricsSdk();
  const meter = provider.getMeter('counted');
  const create = meter.createObservableGauge.bind(meter);
  meter.createObservableGauge = (...args) => {
    made++;
    return create(...args);
  };
  fixture.setMeterProvider({ getMeter: () => meter });
  fixture.setMeterProvider({ getMeter: () => meter });
  for (let times = 0; times < 3; times++) {
    fixture.disable();
    fixture.enable();
  }
  expect(made).toBe(1);
});

test('a start that fails is one warning, undone, and no exception', async () => {
  const lines = warnings();
  const sdk = metricsSdk();
  const fixture = new Fixture({
    begin() {
      throw new Error('no such thing');
    },
  });
  fixture.setMeterProvider(sdk.provider);
  expect(fixture.getConfig().enabled).toBe(false);
  expect(await sdk.values()).toEqual({});
  expect(lines).toEqual(['fixture: start failed: no such thing']);
});

test('a stop that fails is one warning and no exception, and the rest is undone', async () => {
  const lines = warnings();
  const sdk = metricsSdk();
  const fixture = new Fixture({
    end() {
      throw new Error('stuck');
    },
  });
  fixture.setMeterProvider(sdk.provider);
  fixture.disable();
  expect(await sdk.values()).toEqual({});
  expect(lines).toEqual(['fixture: stop failed: stuck']);
});

test('a provider that throws is one warning and no exception', () => {
  const lines = warnings();
  const fixture = new Fixture();
  fixture.setMeterProvider(broken);
  metrics.setGlobalMeterProvider(broken);
  fixture.clock.advance(10);
  expect(lines).toEqual(['fixture: no meter: broken SDK']);
});

test('takes a tracer provider and a new configuration as every instrumentation does', () => {
  const fixture = new Fixture();
  fixture.setTracerProvider({});
  const end = (): void => {};
  fixture.setConfig({ end });
  expect(fixture.getConfig()).toEqual({ end, enabled: true });
  expect([fixture.instrumentationName, fixture.instrumentationVersion]).toEqual([
    'fixture',
    '1.2.3',
  ]);
});
