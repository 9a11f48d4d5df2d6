import { existsSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import { nvmlSource } from '../../../src/read/gpu/nvml/index.ts';
import { ENGINES } from '../../nvml.ts';

/** A driver that is loaded: its library is there too, unless the machine hides it from a container. */
const present = existsSync('/proc/driver/nvidia/version');
if (!present)
  process.stderr.write('\n*** there is no NVIDIA GPU: the tests on one are SKIPPED ***\n\n');

test.skipIf(!present).each(ENGINES)('tells a real GPU through %s', async (engine) => {
  const source = nvmlSource({ proc: '/proc', engines: [engine] });
  onTestFinished(() => source[Symbol.dispose]());
  const first = await source.sample();
  expect(first.fault).toBeUndefined();
  const { gpus } = await source.sample();
  process.stderr.write(`${JSON.stringify(gpus, null, 2)}\n`);
  expect(gpus.length).toBeGreaterThan(0);
  for (const gpu of gpus) {
    expect(gpu).toMatchObject({ id: expect.stringMatching(/^(GPU|MIG)-/), state: 'ok' });
    expect(gpu.driverVersion).toMatch(/^\d+\.\d+/);
    if (gpu.memoryLimitBytes !== undefined)
      expect(gpu.memoryUsedBytes).toBeLessThanOrEqual(gpu.memoryLimitBytes);
    for (const share of [gpu.utilization, gpu.memoryBandwidthUtilization])
      if (share !== undefined) expect(share >= 0 && share <= 1).toBe(true);
    if (gpu.parent === undefined) {
      expect(gpu.temperatureCelsius).toBeGreaterThan(0);
      expect(gpu.temperatureCelsius).toBeLessThan(120);
      const before = first.gpus.find(({ id }) => id === gpu.id);
      expect(gpu.energyJoules ?? 0).toBeGreaterThanOrEqual(before?.energyJoules ?? 0);
    }
  }
});
