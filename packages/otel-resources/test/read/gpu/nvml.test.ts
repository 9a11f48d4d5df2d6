import { describe, expect, onTestFinished, test } from 'vitest';
import { nvmlSource } from '../../../src/read/gpu/nvml/index.ts';
import type { GpuSource } from '../../../src/read/gpu/sample.ts';
import { ENGINES, fakeNvml } from '../../nvml.ts';

const nvml = await fakeNvml();
const old = await fakeNvml('-DOLD');

const IDENTITY = {
  id: 'GPU-0',
  name: 'nvidia0',
  vendor: 'NVIDIA',
  model: 'NVIDIA H100 80GB',
  driverVersion: '590.48.01',
};
const GIB = 1024 ** 3;

/** The whole answer of one GPU. */
const WHOLE = {
  ...IDENTITY,
  state: 'ok',
  utilization: 0.75,
  memoryBandwidthUtilization: 0.4,
  encoderUtilization: 0.1,
  decoderUtilization: 0,
  memoryLimitBytes: 80 * GIB,
  memoryUsedBytes: 20 * GIB,
  memoryReservedBytes: GIB / 2,
  temperatureCelsius: 61,
  memoryTemperatureCelsius: 70,
  powerWatts: 350.5,
  energyJoules: 5,
  clocksHertz: { graphics: 1e9, sm: 1.1e9, memory: 1.2e9, video: 1.3e9 },
  throttleReasons: ['hw_thermal'],
  throttledSeconds: {
    power_cap: 0.074,
    sw_thermal: 0.269,
    hw_thermal: 0.27,
    hw_power_brake: 0.271,
  },
  errors: { corrected: 12, uncorrected: 1 },
  processMemoryBytes: 0,
};

describe.skipIf(!nvml || !old).each(ENGINES)('NVML through %s', (engine) => {
  if (!nvml || !old) return;

  const open = (path = nvml.path, pid: number | null = 4711): GpuSource => {
    const source = nvmlSource({
      proc: '/proc',
      path,
      engines: [engine],
      pid: async () => pid ?? undefined,
    });
    onTestFinished(async () => {
      source[Symbol.dispose]();
      await Promise.all([nvml.ended(), old.ended()]);
    });
    return source;
  };

  test('tells everything of a GPU', async () => {
    expect(await open().sample()).toEqual({ gpus: [WHOLE] });
  });

  test('calls one function at a time and begins once', async () => {
    const source = open();
    await source.sample();
    await source.sample();
    expect([nvml.got('mostUnderWay'), nvml.got('begins'), nvml.got('ends')]).toEqual([1, 1, 0]);
  });

  test('leaves out what a GPU does not support, and has nothing to complain of', async () => {
    for (const name of ['Utilization', 'Energy', 'Ecc', 'Fields', 'Clock'] as const)
      nvml.answer(name, 3);
    const { gpus, fault } = await open().sample();
    const {
      utilization: _,
      memoryBandwidthUtilization: __,
      energyJoules: ___,
      errors: ____,
      throttledSeconds: _____,
      memoryTemperatureCelsius: ______,
      ...rest
    } = WHOLE;
    expect(gpus).toEqual([{ ...rest, clocksHertz: {} }]);
    expect(fault).toBeUndefined();
  });

  test('falls back on what older libraries have, and leaves out what they lack', async () => {
    const { gpus } = await open(old.path).sample();
    expect(gpus).toEqual([
      {
        ...IDENTITY,
        state: 'ok',
        utilization: 0.75,
        memoryBandwidthUtilization: 0.4,
        encoderUtilization: 0.1,
        decoderUtilization: 0,
        memoryLimitBytes: 80 * GIB,
        memoryUsedBytes: 20 * GIB,
        temperatureCelsius: 55,
        powerWatts: 350.5,
        clocksHertz: WHOLE.clocksHertz,
        throttleReasons: [],
      },
    ]);
  });

  test('falls back where the library has a function that the driver does not know', async () => {
    nvml.answer('Memory2', 13);
    nvml.answer('TemperatureV', 25);
    nvml.answer('Reasons', 13);
    const [gpu] = (await open().sample()).gpus;
    expect(gpu).toMatchObject({ memoryUsedBytes: 20 * GIB, temperatureCelsius: 55 });
    expect(gpu?.throttleReasons).toEqual([]);
    expect(gpu).not.toHaveProperty('memoryReservedBytes');
  });

  test('names every reason for slow clocks, and the later ones unknown', async () => {
    nvml.set('reasons', 0x81ff);
    expect((await open().sample()).gpus[0]?.throttleReasons).toEqual([
      'idle',
      'clocks_setting',
      'power_cap',
      'hw_slowdown',
      'sync_boost',
      'sw_thermal',
      'hw_thermal',
      'hw_power_brake',
      'display_clocks_setting',
      'unknown',
    ]);
  });

  test.each([0, 2, 3, 4])('reads fields of the value type %i', async (type) => {
    nvml.set('fieldType', type);
    const [gpu] = (await open().sample()).gpus;
    expect(gpu).toMatchObject({
      memoryTemperatureCelsius: 70,
      throttledSeconds: WHOLE.throttledSeconds,
    });
  });

  test('is degraded where the driver has a fault that is not the end', async () => {
    nvml.answer('Power', 999);
    const [gpu] = (await open().sample()).gpus;
    expect(gpu).toMatchObject({ state: 'degraded', utilization: 0.75 });
    expect(gpu).not.toHaveProperty('powerWatts');
  });

  test('tells the memory of the parts of a GPU, and never a utilization of them', async () => {
    nvml.set('gpus', 2);
    nvml.set('parts', 2);
    const { gpus } = await open().sample();
    const part = (index: number) => ({
      ...IDENTITY,
      id: `MIG-${index}`,
      name: `nvidia0/mig${index}`,
      model: 'NVIDIA H100 MIG 1g.10gb',
      parent: 'GPU-0',
      state: 'ok',
      memoryLimitBytes: 10 * GIB,
      memoryUsedBytes: 6 * GIB,
      memoryReservedBytes: GIB / 2,
    });
    expect(gpus.map(({ id }) => id)).toEqual(['GPU-0', 'GPU-1', 'MIG-0', 'MIG-1']);
    expect(gpus.slice(2)).toEqual([part(0), part(1)]);
    for (const key of ['utilization', 'encoderUtilization', 'memoryUsedBytes', 'memoryLimitBytes'])
      expect(gpus[0]).not.toHaveProperty(key);
    expect(gpus[0]?.powerWatts).toBe(350.5);
  });

  test('sums the memory of its own process, among more than the first list holds', async () => {
    nvml.set('pid', 4711);
    nvml.set('processes', 200);
    expect((await open().sample()).gpus[0]?.processMemoryBytes).toBe(200 * 1024 ** 2);
  });

  test('tells nothing of its own process where its number is not that of the host', async () => {
    expect((await open(nvml.path, null).sample()).gpus[0]).not.toHaveProperty('processMemoryBytes');
  });

  test('tells sixteen GPUs at most', async () => {
    nvml.set('gpus', 40);
    expect((await open().sample()).gpus).toHaveLength(16);
  });

  test('a lost GPU has failed, the others go on, and it is found again', async () => {
    nvml.set('gpus', 2);
    const source = open();
    await source.sample();
    nvml.set('lostGpu', 1);
    const { gpus, fault } = await source.sample();
    expect(gpus).toMatchObject([{ ...IDENTITY, state: 'failed' }, { state: 'ok' }]);
    expect(Object.keys(gpus[0] ?? {})).toEqual([...Object.keys(IDENTITY), 'state']);
    expect(fault).toBeUndefined();
    nvml.set('lostGpu', 0);
    for (let sample = 0; sample < 12; sample++) await source.sample();
    expect((await source.sample()).gpus.map(({ state }) => state)).toEqual(['ok', 'ok']);
    expect([nvml.got('begins'), nvml.got('ends')]).toEqual([2, 1]);
  });

  test.each([
    [1, 'NVML is not initialized'],
    [9, 'the NVIDIA driver is not loaded'],
    [18, 'the NVIDIA driver and its library are of different versions'],
  ])(
    'with result %i every GPU has failed, and all are back with the driver',
    async (result, words) => {
      const source = open();
      await source.sample();
      nvml.answer('Utilization', result);
      const failed = { ...IDENTITY, state: 'failed' };
      expect(await source.sample()).toEqual({ gpus: [failed], fault: `NVIDIA: ${words}` });
      nvml.answer('Init', 9);
      expect((await source.sample()).fault).toContain('not loaded');
      nvml.answer('Init', 0);
      nvml.answer('Utilization', 0);
      expect(await source.sample()).toEqual({ gpus: [WHOLE] });
      expect([nvml.got('begins'), nvml.got('ends')]).toEqual([2, 1]);
    },
  );

  test.each([
    ['Init', 4, 'no permission'],
    ['Init', 9, 'the NVIDIA driver is not loaded'],
    ['Init', 12, 'NVML error 12'],
    ['Count', 17, 'the operating system blocks the GPU'],
  ] as const)('where %s gives %i it says so and has no GPU', async (name, result, words) => {
    nvml.answer(name, result);
    expect(await open().sample()).toEqual({ gpus: [], fault: `NVIDIA: ${words}` });
    await nvml.ended();
  });

  test('leaves out a GPU that may not be used', async () => {
    nvml.answer('Handle', 4);
    expect(await open().sample()).toEqual({ gpus: [] });
  });

  test('leaves out a GPU that was lost before', async () => {
    nvml.set('gpus', 2);
    nvml.set('lostGpu', 1);
    expect((await open().sample()).gpus).toMatchObject([{ id: 'GPU-1', state: 'ok' }]);
  });

  test('leaves out a GPU that does not tell its name', async () => {
    nvml.answer('Uuid', 3);
    expect((await open().sample()).gpus).toEqual([]);
  });

  test('says why where the library is missing, or is another', async () => {
    expect((await open('/gone/libnvidia-ml.so.1').sample()).fault).toMatch(/^NVIDIA: .*such file/);
    const { fault } = await open(process.platform === 'linux' ? 'libc.so.6' : '').sample();
    expect(fault).toBe('NVIDIA: the library is not NVML');
  });

  test('never ends NVML while a call is under way', async () => {
    nvml.set('held', 1);
    const source = open();
    const sample = source.sample();
    await nvml.waiting();
    source[Symbol.dispose]();
    source[Symbol.dispose]();
    expect(nvml.got('ends')).toBe(0);
    nvml.set('held', 0);
    nvml.release();
    expect((await sample).gpus).toHaveLength(1);
    await nvml.ended();
    expect([nvml.got('ends'), nvml.got('endsInFlight')]).toEqual([1, 0]);
  });

  test('ends NVML at its end', async () => {
    const source = open();
    await source.sample();
    source[Symbol.dispose]();
    await nvml.ended();
    expect([nvml.got('begins'), nvml.got('ends')]).toEqual([1, 1]);
  });
});
