import { createFaults, type FakeClock, fakeClock, LateMeter } from '@plimsoll/kernel';
import { expect, onTestFinished, test } from 'vitest';
import { createProbe, type Probe } from '../../src/probe.ts';
import { nvmlSource } from '../../src/read/gpu/nvml/index.ts';
import type { GpuReadings, GpuSource } from '../../src/read/gpu/sample.ts';
import type { MutableReadings } from '../../src/readings.ts';
import { gpu } from '../../src/sensors/gpu.ts';
import { diagnostics } from '../diagnostics.ts';
import { fakeNvml } from '../nvml.ts';
import { metricsSdk, type Sdk } from '../sdk.ts';
import { sensing, start } from '../start.ts';
import { livingTree, tree } from '../trees.ts';

type Sample = Awaited<ReturnType<GpuSource['sample']>>;

interface Sensing {
  readonly sdk: Sdk;
  readonly clock: FakeClock;
  readonly probe: Probe;
  readonly readings: MutableReadings;
  /** So many seconds, a sample in each. */
  pass(seconds: number): Promise<void>;
}

function sense(sources: readonly GpuSource[], host = true): Sensing {
  const clock = fakeClock();
  const sdk = metricsSdk();
  const faults = createFaults('test');
  const meter = new LateMeter(faults, sdk.provider.getMeter('test'));
  const readings: MutableReadings = {};
  const probe = createProbe({
    name: 'gpu',
    intervalSeconds: 1,
    faults,
    start: (sampler) =>
      gpu(
        { meter, clock, faults, sampler } as unknown as Parameters<typeof gpu>[0],
        { roots: tree('nowhere'), readings, host },
        sources,
      ),
  });
  onTestFinished(() => probe[Symbol.dispose]());
  return {
    sdk,
    clock,
    probe,
    readings,
    async pass(seconds) {
      for (let second = 0; second < seconds; second++) {
        probe.run(clock.now());
        clock.advance(1);
        await new Promise((done) => setImmediate(done));
      }
    },
  };
}

/** A driver that answers what it is told to. */
function driver(answer: () => Sample | Promise<Sample>): GpuSource & { asked: number } {
  return {
    asked: 0,
    async sample() {
      this.asked++;
      return answer();
    },
    [Symbol.dispose]() {},
  };
}

const IDENTITY = { id: 'GPU-0', name: 'nvidia0', vendor: 'NVIDIA', model: 'H100' };
const OK: GpuReadings = {
  ...IDENTITY,
  state: 'ok',
  utilization: 0.75,
  memoryUsedBytes: 20,
  memoryLimitBytes: 80,
  temperatureCelsius: 61,
  energyJoules: 500,
  throttleReasons: ['hw_thermal'],
  throttledSeconds: { hw_thermal: 3 },
  clocksHertz: { sm: 1e9 },
  processMemoryBytes: 5,
};
const own = 'hw.id=GPU-0,hw.name=nvidia0';
const named = `${own},hw.vendor=NVIDIA,hw.model=H100`;
const status = (state: string): string => `hw.status{${own},hw.type=gpu,hw.state=${state}}`;

test('tells the metrics of a GPU, and gives its readings to code', async () => {
  const { sdk, readings, pass, probe } = sense([driver(() => ({ gpus: [OK] }))]);
  await pass(1);
  expect(await sdk.points()).toEqual({
    [status('ok')]: 1,
    [status('degraded')]: 0,
    [status('failed')]: 0,
    [`hw.gpu.utilization{${named},hw.gpu.task=general}`]: 0.75,
    [`hw.gpu.memory.usage{${named}}`]: 20,
    [`hw.gpu.memory.limit{${named}}`]: 80,
    [`hw.gpu.memory.utilization{${named}}`]: 0.25,
    [`hw.temperature{${own},hw.sensor_location=gpu}`]: 61,
    [`hw.energy{${own},hw.type=gpu}`]: 500,
    [`plimsoll.gpu.clock.speed{${own},plimsoll.gpu.clock.domain=sm}`]: 1e9,
    [`plimsoll.gpu.throttled.time{${own},plimsoll.gpu.throttle.reason=hw_thermal}`]: 3,
    ...Object.fromEntries(
      'power_cap sw_thermal hw_thermal hw_slowdown hw_power_brake sync_boost clocks_setting display_clocks_setting idle unknown'
        .split(' ')
        .map((reason) => [
          `plimsoll.gpu.throttle.status{${own},plimsoll.gpu.throttle.reason=${reason}}`,
          reason === 'hw_thermal' ? 1 : 0,
        ]),
    ),
    [`plimsoll.process.gpu.memory.usage{${own}}`]: 5,
  });
  expect(readings.gpus).toEqual([OK]);
  expect(probe.state).toBe('active');
});

test('tells only what it uses itself where it does not speak for its host', async () => {
  const { sdk, readings, pass } = sense([driver(() => ({ gpus: [OK] }))], false);
  await pass(1);
  expect(await sdk.points()).toEqual({ [`plimsoll.process.gpu.memory.usage{${own}}`]: 5 });
  expect(readings.gpus).toEqual([OK]);
});

test('asks every five seconds, and not again before it was answered', async () => {
  let answer = (_: Sample): void => {};
  const source = driver(() => new Promise((done) => (answer = done)));
  const { pass, probe } = sense([source]);
  await pass(8);
  expect(source.asked).toBe(1);
  answer({ gpus: [] });
  await pass(6);
  expect(source.asked).toBe(2);
  answer({ gpus: [] });
  await pass(5);
  expect([source.asked, probe.state]).toEqual([3, 'active']);
});

test('fails while a driver does not answer, and recovers when it does', async () => {
  const { warnings } = diagnostics();
  let answer = (_: Sample): void => {};
  let hung = true;
  const source = driver(() => (hung ? new Promise((done) => (answer = done)) : { gpus: [OK] }));
  const { pass, probe } = sense([source]);
  await pass(11);
  expect(probe.state).toBe('active');
  await pass(100);
  expect([probe.state, source.asked]).toEqual(['failing', 1]);
  expect(warnings).toEqual([expect.stringContaining('a GPU driver does not answer')]);
  hung = false;
  answer({ gpus: [OK] });
  await pass(70);
  expect(probe.state).toBe('active');
});

test('a driver that goes: the GPU has failed, its last values stay, and it recovers', async () => {
  const { warnings } = diagnostics();
  let sample: Sample = { gpus: [OK] };
  const { sdk, readings, pass, probe } = sense([driver(() => sample)]);
  await pass(1);
  sample = { gpus: [{ ...IDENTITY, state: 'failed' }], fault: 'NVIDIA: gone' };
  await pass(5);
  expect(await sdk.points()).toMatchObject({
    [status('ok')]: 0,
    [status('failed')]: 1,
    [`hw.temperature{${own},hw.sensor_location=gpu}`]: 61,
  });
  expect(readings.gpus).toEqual([{ ...IDENTITY, state: 'failed' }]);
  expect(probe.state).toBe('active');
  await pass(11);
  expect(probe.state).toBe('failing');
  expect(warnings).toEqual([expect.stringContaining('is tried again: NVIDIA: gone')]);
  sample = { gpus: [OK] };
  await pass(130);
  expect(probe.state).toBe('active');
  expect(await sdk.points()).toMatchObject({ [status('ok')]: 1, [status('failed')]: 0 });
});

test('no counter falls when a driver is loaded anew', async () => {
  let energyJoules = 500;
  const { sdk, pass } = sense([driver(() => ({ gpus: [{ ...OK, energyJoules }] }))]);
  await pass(1);
  energyJoules = 20;
  await pass(5);
  expect((await sdk.points())[`hw.energy{${own},hw.type=gpu}`]).toBe(520);
});

test('fails at once where a driver never answered, as without koffi', async () => {
  const { warnings } = diagnostics();
  const { readings, pass, probe } = sense([
    driver(() => ({ gpus: [], fault: 'NVIDIA: koffi is not installed' })),
  ]);
  await pass(2);
  expect(probe.state).toBe('failing');
  expect(warnings).toEqual([expect.stringContaining('koffi is not installed')]);
  expect(readings.gpus).toEqual([]);
});

test('one driver that fails does not keep another from telling', async () => {
  const other: GpuReadings = { id: '0000:03:00.0', name: 'card1', vendor: 'AMD', state: 'ok' };
  const broken = driver(() => ({ gpus: [], fault: 'NVIDIA: no permission' }));
  const { readings, pass, probe } = sense([broken, driver(() => ({ gpus: [other] }))]);
  await pass(60);
  expect(probe.state).toBe('failing');
  expect(readings.gpus).toEqual([other]);
});

test('takes no answer after its end', async () => {
  let answer = (_: Sample): void => {};
  const { readings, pass, probe } = sense([driver(() => new Promise((done) => (answer = done)))]);
  await pass(1);
  probe[Symbol.dispose]();
  answer({ gpus: [OK] });
  await new Promise((done) => setImmediate(done));
  expect(readings.gpus).toBeUndefined();
});

test('is unsupported where there is no GPU', () => {
  const { warnings } = diagnostics();
  const { instrumentation } = start(tree('nowhere'), sensing('gpu'));
  expect(instrumentation.read().probes.gpu).toBe('unsupported');
  expect(warnings).toEqual([]);
});

test('does not run unless it is asked for', () => {
  const { instrumentation } = start(tree('nowhere'));
  expect(instrumentation.read().probes.gpu).toBe('disabled');
});

test('finds the cards of the machine by itself', async () => {
  const roots = livingTree('host');
  roots.write('sys/class/drm/card0/device/vendor', '0x1002\n');
  roots.write('sys/class/drm/card0/device/uevent', 'PCI_SLOT_NAME=0000:03:00.0\n');
  roots.write('sys/class/drm/card0/device/gpu_busy_percent', '42\n');
  const { instrumentation } = start(roots, sensing('gpu'));
  await expect.poll(() => instrumentation.read().gpus?.[0]?.utilization).toBe(0.42);
  expect(instrumentation.read().probes.gpu).toBe('active');
});

const nvml = await fakeNvml();

test.skipIf(!nvml)('tells what NVML tells', async () => {
  const source = nvmlSource({ proc: '/proc', path: nvml?.path ?? '', pid: async () => 1 });
  const { sdk, readings, pass } = sense([source]);
  await pass(1);
  await expect.poll(() => readings.gpus).toHaveLength(1);
  const points = await sdk.points();
  const values = Object.values(points);
  expect(values.every(Number.isFinite)).toBe(true);
  expect(new Set(Object.keys(points).map((name) => name.slice(0, name.indexOf('{')))).size).toBe(
    14,
  );
});
