import { soon } from '@plimsoll/kernel/test/soon';
import { expect, test } from 'vitest';
import { diagnostics } from '../diagnostics.ts';
import { sensing, start } from '../start.ts';
import { livingTree, tree } from '../trees.ts';

async function answered(roots: ReturnType<typeof tree>) {
  const started = start(roots, sensing('temperature'));
  started.clock.advance(1);
  await soon(() => expect(started.instrumentation.read().temperatures).toBeDefined());
  return started;
}

test('temperature: tells chips and zones once each, and nothing of what is not connected or asleep', async () => {
  const { sdk, instrumentation } = await answered(tree('temperatures'));
  expect(instrumentation.read().temperatures).toEqual({
    'acpitz/temp1': { location: 'acpitz', celsius: 41 },
    'coretemp/temp1': { location: 'Package id 0', celsius: 55, criticalCelsius: 100 },
    'nvme/temp1': { location: 'Composite', celsius: 38.85, criticalCelsius: 84.85 },
    'coretemp/temp2': { location: 'Core 0', celsius: 52.5 },
    'coretemp/temp10': { location: 'Core 8', celsius: 50 },
    'nvme.2/temp2': { location: 'nvme.2', celsius: 39.85 },
    thermal_zone1: { location: 'x86_pkg_temp', celsius: 54, criticalCelsius: 105 },
  });
  expect(await sdk.points()).toMatchObject({
    'hw.temperature{hw.id=coretemp/temp1,hw.sensor_location=Package id 0}': 55,
    'hw.temperature.limit{hw.id=thermal_zone1,hw.sensor_location=x86_pkg_temp,hw.limit_type=high.critical}': 105,
  });
});

test('temperature: reads sixteen at most, the first of each chip before its cores', async () => {
  const roots = livingTree('temperatures');
  for (let core = 3; core < 100; core++)
    roots.write(`sys/class/hwmon/hwmon1/temp${core + 10}_input`, '50000\n');
  const { sdk, instrumentation } = await answered(roots);
  const told = Object.keys(instrumentation.read().temperatures ?? {});
  expect(told).toEqual(expect.arrayContaining(['nvme/temp1', 'thermal_zone1', 'coretemp/temp1']));
  expect(told.length).toBeLessThanOrEqual(16);
  const points = Object.keys(await sdk.points());
  expect(points.filter((name) => name.startsWith('hw.temperature{')).length).toBe(told.length);
});

test('temperature: sees it rise, a card that wakes up, and a disk that comes', async () => {
  const roots = livingTree('temperatures');
  const { clock, instrumentation } = await answered(roots);
  roots.write('sys/class/hwmon/hwmon1/temp1_input', '99000\n');
  roots.write('sys/class/hwmon/hwmon3/device/power/runtime_status', 'active\n');
  roots.write('sys/class/hwmon/hwmon3/temp1_input', '30000\n');
  clock.advance(30);
  await soon(() =>
    expect(instrumentation.read().temperatures).toMatchObject({
      'coretemp/temp1': { celsius: 99 },
      'amdgpu/temp1': { celsius: 30 },
    }),
  );
  roots.remove('sys/class/hwmon/hwmon2');
  roots.write('sys/class/hwmon/hwmon4/name', 'drivetemp\n');
  roots.write('sys/class/hwmon/hwmon4/temp1_input', '35000\n');
  clock.advance(30);
  await soon(() =>
    expect(Object.keys(instrumentation.read().temperatures ?? {})).not.toContain('nvme/temp1'),
  );
  clock.advance(30);
  await soon(() =>
    expect(instrumentation.read().temperatures).toHaveProperty(['drivetemp/temp1', 'celsius'], 35),
  );
});

test('temperature: is unsupported where nothing is measured', async () => {
  const { debug, warnings } = diagnostics();
  const { clock, sdk, instrumentation } = start(tree('host'), sensing('temperature'));
  clock.advance(100);
  expect(instrumentation.read().probes.temperature).toBe('unsupported');
  const told = Object.keys(await sdk.points()).filter((each) => !each.includes('probe.status'));
  expect([told, warnings]).toEqual([[], []]);
  expect(debug.filter((line) => line.includes('temperature sensor'))).toHaveLength(1);
});
