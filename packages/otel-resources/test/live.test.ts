import { readFileSync } from 'node:fs';
import { availableParallelism, cpus, freemem, loadavg, networkInterfaces, totalmem } from 'node:os';
import { describe, expect, test } from 'vitest';
import { parseNetworkDevices } from '../src/read/network-devices.ts';
import { SYSTEM_ROOTS } from '../src/read/roots.ts';
import { OPTIONAL_SENSOR_NAMES } from '../src/sensor-names.ts';
import { diagnostics } from './diagnostics.ts';
import { start } from './start.ts';

/** The same numbers as Node gets from the system, within what passes between two readings. */
describe.runIf(process.platform === 'linux')('on this machine', () => {
  test('every sensor works, and says nothing', () => {
    const { warnings } = diagnostics();
    const { clock, instrumentation } = start(SYSTEM_ROOTS, {
      enabledSensors: OPTIONAL_SENSOR_NAMES,
    });
    clock.advance(3);
    expect(warnings).toEqual([]);
    expect(Object.values(instrumentation.read().probes)).not.toContain('failing');
  });

  test('agrees with Node about the host', async () => {
    const points = await start(SYSTEM_ROOTS).sdk.points();
    expect(points['system.cpu.logical.count']).toBe(cpus().length);
    expect(points['system.memory.limit']).toBe(totalmem());
    const available = points['system.memory.usage{system.memory.state=available}'] ?? 0;
    expect(Math.abs(available - freemem())).toBeLessThan(0.05 * totalmem());
    expect(points['plimsoll.system.load_average.15m']).toBeCloseTo(loadavg()[2] ?? 0, 0);
    const user = cpus().reduce((sum, { times }) => sum + times.user / 1000, 0);
    const measured = points['system.cpu.time{cpu.mode=user}'] ?? 0;
    expect(Math.abs(measured - user)).toBeLessThan(Math.max(5, 0.05 * user));
  });

  test('agrees with Node about the process', () => {
    const { process: own } = start(SYSTEM_ROOTS).instrumentation.read();
    const resident = process.memoryUsage.rss();
    expect(Math.abs((own?.residentBytes ?? 0) - resident)).toBeLessThan(0.2 * resident);
    expect(own?.cpuLimitCores).toBeLessThanOrEqual(cpus().length);
    expect(own?.cpuLimitCores).toBeGreaterThan(availableParallelism() - 1);
  });

  test('knows the interfaces that Node knows', () => {
    const devices = parseNetworkDevices(readFileSync('/proc/net/dev', 'latin1'));
    expect(devices?.map(({ name }) => name)).toEqual(
      expect.arrayContaining(Object.keys(networkInterfaces())),
    );
  });
});
