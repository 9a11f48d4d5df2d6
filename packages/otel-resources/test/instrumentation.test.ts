import { expect, test } from 'vitest';
import { METRICS, ResourceInstrumentation, type ResourceOptions } from '../src/index.ts';
import { OPTIONAL_SENSOR_NAMES } from '../src/sensor-names.ts';
import { SCOPE } from '../src/version.ts';
import { metricsSdk } from './sdk.ts';
import { sensing, start } from './start.ts';
import { livingTree, tree } from './trees.ts';

test('reports every sensor of a host with a limited cgroup', async () => {
  const { clock, sdk } = start(livingTree('host', 'v2-set'));
  clock.advance(1);
  const points = await sdk.points();
  const active = Object.entries(points).filter(([name]) => name.includes('probe.state=active'));
  expect(active.map(([name, value]) => `${name.match(/name=(\w+)/)?.[1]} ${value}`)).toEqual([
    'thread_pool 1',
    'cpu 1',
    'memory 1',
    'network 1',
    'process 1',
    'process_network 1',
    'file_descriptors 1',
    'cgroup 1',
    'pressure 1',
    'event_loop 1',
    'heap 1',
    'gc 1',
    'workers 1',
  ]);
});

test('emits only what the catalogue declares', async () => {
  const { clock, sdk } = start(livingTree('host', 'v2-set'), {
    enabledSensors: OPTIONAL_SENSOR_NAMES,
  });
  clock.advance(1);
  const specs = new Map(Object.values(METRICS).map((spec) => [spec.name as string, spec]));
  for (const { descriptor, dataPoints } of await sdk.metrics()) {
    const spec = specs.get(descriptor.name);
    expect(spec, descriptor.name).toBeDefined();
    expect(descriptor).toMatchObject({ unit: spec?.unit, description: spec?.description });
    const declared = spec && 'attributes' in spec ? spec.attributes : [];
    for (const { attributes } of dataPoints)
      expect(Object.keys(attributes).sort()).toEqual([...declared].sort());
  }
});

test('keeps to 165 series on a host with two interfaces and a fully limited cgroup', async () => {
  const { clock, sdk } = start(livingTree('host', 'v2-set'));
  clock.advance(1);
  expect(Object.keys(await sdk.points()).length).toBeLessThanOrEqual(165);
});

test('runs a sensor that is off by default where it is asked for and not left out', () => {
  const states = (options: ResourceOptions): unknown =>
    start(tree('host'), options).instrumentation.read().probes;
  expect(states({})).toMatchObject({ disk: 'disabled', paging: 'disabled' });
  expect(states({ enabledSensors: ['disk'] })).toMatchObject({
    disk: 'active',
    paging: 'disabled',
  });
  const both = { enabledSensors: ['disk'], disabledSensors: ['disk'] } as const;
  expect(states(both)).toMatchObject({ disk: 'disabled' });
});

test('shows two readers the same values', async () => {
  const roots = livingTree('host', 'v2-set');
  const { clock, sdk } = start(roots, {}, { readers: 2 });
  roots.write('proc/stat', 'cpu  1010 200 300 8090 100 10 20 30 0 0\ncpu0 1 1 1 1 1 1 1 1 0 0\n');
  clock.advance(1);
  const [first, second] = [await sdk.points(sdk.readers[0]), await sdk.points(sdk.readers[1])];
  expect(first['system.cpu.utilization{cpu.mode=idle}']).toBeCloseTo(0.9);
  expect(second).toEqual(first);
  expect(await sdk.points(sdk.readers[0])).toEqual(first);
});

test('tells nothing that only Linux has where there is no /proc, and all the rest', async () => {
  const { clock, sdk, instrumentation } = start(tree('nowhere'));
  clock.advance(1);
  const names = new Set(Object.keys(await sdk.points()).map((name) => name.split('{')[0]));
  expect([...names].filter((name) => name?.startsWith('system.'))).toEqual([]);
  for (const name of ['process.cpu.time', 'nodejs.eventloop.time', 'plimsoll.memory.heap.limit'])
    expect(names).toContain(name);
  expect(instrumentation.read().probes).toMatchObject({ cpu: 'unsupported', process: 'active' });
});

test('leaves the host to the main process and the process to the main thread', () => {
  const roots = livingTree('host', 'v2-set');
  const running = (
    options: { host?: boolean },
    surroundings: { mainThread?: boolean; mainProcess?: boolean },
  ): string[] =>
    Object.entries(start(roots, options, surroundings).instrumentation.read().probes)
      .filter(([, state]) => state !== 'disabled')
      .map(([name]) => name);
  const ofThread = ['event_loop', 'heap', 'gc'];
  const ofProcess = [
    'thread_pool',
    'process',
    'process_network',
    'file_descriptors',
    'cgroup',
    'pressure',
    ...ofThread,
    'workers',
  ];
  expect(running({}, { mainThread: false })).toEqual(ofThread);
  expect(running({}, { mainProcess: false })).toEqual(ofProcess);
  expect(running({ host: false }, {})).toEqual(ofProcess);
});

test('tells no pressure of the host where the host is left to others', async () => {
  const { sdk } = start(livingTree('host', 'v2-set'), { host: false });
  const names = Object.keys(await sdk.points());
  expect(names.filter((name) => name.startsWith('plimsoll.system.pressure'))).toEqual([]);
  expect(names.filter((name) => name.startsWith('plimsoll.container.pressure'))).toHaveLength(6);
});

test('runs the sensors that are not left out', async () => {
  const { sdk, instrumentation } = start(tree('host'), sensing('memory'));
  const names = Object.keys(await sdk.points()).map((name) => name.split('{')[0]);
  expect(names.filter((name) => name !== 'plimsoll.probe.status')).toEqual(
    expect.arrayContaining(['system.memory.limit']),
  );
  expect(names).not.toContain('process.uptime');
  expect(instrumentation.read().probes).toMatchObject({ memory: 'active', heap: 'disabled' });
});

test.each([
  [{ sampleIntervalMillis: '1000' }, TypeError, '`sampleIntervalMillis`'],
  [{ sampleIntervalMillis: 0 }, RangeError, '`sampleIntervalMillis`'],
  [{ eventLoopDelayWindowMillis: 5 }, RangeError, '`eventLoopDelayWindowMillis`'],
  [{ disabledSensors: ['cpus'] }, RangeError, '`disabledSensors`'],
  [{ enabledSensors: ['cpu'] }, RangeError, '`enabledSensors`'],
  [{ host: 1 }, TypeError, '`host`'],
  [{ hosts: true }, TypeError, '`hosts`'],
])('refuses %j', (options, kind, named) => {
  const construct = (): unknown => new ResourceInstrumentation(options as never);
  expect(construct).toThrow(kind);
  expect(construct).toThrow(named);
});

test('emits nothing more after its end, and ends twice without harm', async () => {
  const { instrumentation, sdk, clock } = start(livingTree('host', 'v2-set'));
  const before = instrumentation.read();
  instrumentation[Symbol.dispose]();
  instrumentation[Symbol.dispose]();
  const late = metricsSdk();
  instrumentation.setMeterProvider(late.provider);
  clock.advance(5);
  expect(await late.points()).toEqual({});
  expect(instrumentation.read().memory).toEqual(before.memory);
  await sdk.provider.shutdown();
});

test('starts again after its end', async () => {
  const { instrumentation, sdk, clock } = start(tree('host'));
  instrumentation.disable();
  instrumentation.enable();
  clock.advance(1);
  expect(await sdk.points()).toHaveProperty('system.memory.limit');
});

test('outlives an SDK that is shut down twice', async () => {
  const { instrumentation, sdk, clock } = start(tree('host'));
  await sdk.provider.shutdown();
  await sdk.provider.shutdown().catch(() => undefined);
  clock.advance(2);
  expect(instrumentation.read().probes.cpu).toBe('active');
});

test('carries the name and version of its package', async () => {
  const { default: manifest } = await import('../package.json', { with: { type: 'json' } });
  expect(SCOPE).toEqual({ name: manifest.name, version: manifest.version });
});

test('takes another configuration from the next start on, and its thresholds at once', () => {
  const { instrumentation } = start(tree('host'));
  instrumentation.setConfig({ disabledSensors: ['cpu'], sampleIntervalMillis: 2000 });
  expect(instrumentation.thresholds.values.sampleIntervalMillis).toBe(2000);
  expect(instrumentation.read().probes.cpu).toBe('active');
  instrumentation.disable();
  instrumentation.enable();
  expect(instrumentation.read().probes.cpu).toBe('disabled');
  expect(() => instrumentation.setConfig({ peerLimit: -1 })).toThrow(RangeError);
  expect(instrumentation.getConfig()).toMatchObject({ disabledSensors: ['cpu'] });
});
