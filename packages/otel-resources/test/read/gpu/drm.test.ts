import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { drmSource } from '../../../src/read/gpu/drm/index.ts';
import { type LivingTree, livingTree } from '../../trees.ts';

/** A tree with a card: files below the folder of its device, and below that of the card itself. */
function card(
  vendor: string,
  device: Readonly<Record<string, string>>,
  own: Readonly<Record<string, string>> = {},
): LivingTree {
  const roots = livingTree();
  const all = {
    ...Object.fromEntries(Object.entries(device).map(([path, text]) => [`device/${path}`, text])),
    'device/vendor': `${vendor}\n`,
    'device/uevent': 'DRIVER=x\nPCI_CLASS=30000\nPCI_SLOT_NAME=0000:03:00.0\nMODALIAS=pci:x\n',
    ...own,
  };
  for (const [path, text] of Object.entries(all)) roots.write(`sys/class/drm/card1/${path}`, text);
  roots.write('sys/class/drm/card1-DP-1/status', 'connected\n');
  roots.write('sys/class/drm/version', 'drm 1.1.0 20060810\n');
  return roots;
}

/** Lets this process have a GPU open as descriptor 7, twice. */
function opened(roots: LivingTree, fdinfo: string): void {
  mkdirSync(join(roots.proc, 'self/fd'), { recursive: true });
  symlinkSync('/dev/null', join(roots.proc, 'self/fd/0'));
  for (const name of ['7', '8']) {
    symlinkSync('/dev/dri/renderD128', join(roots.proc, `self/fd/${name}`));
    roots.write(`proc/self/fdinfo/${name}`, fdinfo);
  }
}

const AMD = {
  'power/runtime_status': 'active\n',
  product_name: 'AMD Instinct MI300X\n',
  gpu_busy_percent: '42\n',
  mem_busy_percent: '7\n',
  mem_info_vram_total: '17163091968\n',
  mem_info_vram_used: '1073741824\n',
  'ras/umc_err_count': 'ue: 1\nce: 3\n',
  'hwmon/hwmon5/temp1_input': '51000\n',
  'hwmon/hwmon5/temp1_label': 'edge\n',
  'hwmon/hwmon5/temp2_input': '63000\n',
  'hwmon/hwmon5/temp2_label': 'junction\n',
  'hwmon/hwmon5/temp3_input': '58000\n',
  'hwmon/hwmon5/temp3_label': 'mem\n',
  'hwmon/hwmon5/power1_average': '95000000\n',
  'hwmon/hwmon5/freq1_input': '2400000000\n',
  'hwmon/hwmon5/freq1_label': 'sclk\n',
  'hwmon/hwmon5/freq2_input': '1000000000\n',
  'hwmon/hwmon5/freq2_label': 'mclk\n',
};
const AMD_IDENTITY = {
  id: '0000:03:00.0',
  name: 'card1',
  vendor: 'AMD',
  model: 'AMD Instinct MI300X',
};

const amdgpu = (nanoseconds: number): string =>
  `pos:\t0\nflags:\t02100002\ndrm-driver:\tamdgpu\ndrm-client-id:\t3\ndrm-pdev:\t0000:03:00.0\npasid:\t32769\ndrm-memory-vram:\t2048 KiB\ndrm-resident-vram:\t2048 KiB\ndrm-memory-gtt: \t64 KiB\ndrm-engine-capacity-gfx:\t2\ndrm-engine-gfx:\t${nanoseconds} ns\ndrm-engine-enc:\t5 ns\n`;

test('AMD: tells what amdgpu tells', async () => {
  const source = drmSource(card('0x1002', AMD), () => 0);
  expect(await source?.sample()).toEqual({
    gpus: [
      {
        ...AMD_IDENTITY,
        state: 'ok',
        utilization: 0.42,
        memoryBandwidthUtilization: 0.07,
        memoryLimitBytes: 17163091968,
        memoryUsedBytes: 1073741824,
        temperatureCelsius: 51,
        memoryTemperatureCelsius: 58,
        powerWatts: 95,
        clocksHertz: { graphics: 2.4e9, memory: 1e9 },
        errors: { corrected: 3, uncorrected: 1 },
      },
    ],
  });
});

test('AMD: leaves out what a card does not tell, or cannot be', async () => {
  const odd = { gpu_busy_percent: '250\n', mem_busy_percent: 'busy\n', mem_info_vram_total: '1\n' };
  const source = drmSource(card('0x1002', odd), () => 0);
  const { model: _, ...unnamed } = AMD_IDENTITY;
  expect(await source?.sample()).toEqual({ gpus: [{ ...unnamed, state: 'ok' }] });
});

/** Who reads it waits for ever. */
function trap(roots: LivingTree, name: string): void {
  execFileSync('mkfifo', [join(roots.sys, 'class/drm/card1/device', name)]);
}

test('AMD: does not wake a card that sleeps, which does nothing', async () => {
  const { gpu_busy_percent: _, ...rest } = AMD;
  const roots = card('0x1002', { ...rest, 'power/runtime_status': 'suspended\n' });
  trap(roots, 'gpu_busy_percent');
  expect(await drmSource(roots, () => 0)?.sample()).toEqual({
    gpus: [{ ...AMD_IDENTITY, state: 'ok', utilization: 0 }],
  });
});

test('AMD: never reads what makes the kernel sleep', async () => {
  const roots = card('0x1002', AMD);
  trap(roots, 'pcie_bw');
  expect((await drmSource(roots, () => 0)?.sample())?.gpus[0]).toMatchObject({ utilization: 0.42 });
});

test('a card that goes has failed', async () => {
  const roots = card('0x1002', AMD);
  const source = drmSource(roots, () => 0);
  await source?.sample();
  roots.remove('sys/class/drm/card1');
  expect((await source?.sample())?.gpus).toMatchObject([{ id: '0000:03:00.0', state: 'failed' }]);
});

test('tells what this process uses of a card, once for copies of a file', async () => {
  const roots = card('0x1002', AMD);
  let now = 100;
  opened(roots, amdgpu(1_000_000_000));
  const source = drmSource(roots, () => now);
  const own = async () => {
    const [gpu] = (await source?.sample())?.gpus ?? [];
    return [gpu?.processMemoryBytes, gpu?.processUtilization];
  };
  expect(await own()).toEqual([2 * 1024 ** 2, undefined]);
  now += 5;
  for (const name of ['7', '8']) roots.write(`proc/self/fdinfo/${name}`, amdgpu(3_500_000_000));
  expect(await own()).toEqual([2 * 1024 ** 2, 0.5]);
  now += 5;
  for (const name of ['7', '8']) roots.write(`proc/self/fdinfo/${name}`, amdgpu(3_000_000_000));
  expect(await own()).toEqual([2 * 1024 ** 2, 0]);
  now += 5;
  for (const name of ['7', '8']) roots.write(`proc/self/fdinfo/${name}`, amdgpu(4_000_000_000));
  expect((await own())[1]).toBeCloseTo(0.1);
});

test('Intel: tells the frequency and why it is held down, of i915', async () => {
  const roots = card(
    '0x8086',
    {},
    {
      'gt/gt0/rps_act_freq_mhz': '1250\n',
      'gt/gt0/throttle_reason_status': '1\n',
      'gt/gt0/throttle_reason_pl1': '1\n',
      'gt/gt0/throttle_reason_pl2': '1\n',
      'gt/gt0/throttle_reason_thermal': '0\n',
      'gt/gt0/throttle_reason_ratl': '1\n',
    },
  );
  expect(await drmSource(roots, () => 0)?.sample()).toEqual({
    gpus: [
      {
        id: '0000:03:00.0',
        name: 'card1',
        vendor: 'Intel',
        state: 'ok',
        clocksHertz: { graphics: 1.25e9 },
        throttleReasons: expect.toSatisfy(
          (found: string[]) => found.sort().join() === 'power_cap,unknown',
        ),
      },
    ],
  });
});

test('Intel: tells the same of xe, its sensors, and what this process uses', async () => {
  const roots = card('0x8086', {
    'tile0/gt0/freq0/act_freq': '2400\n',
    'tile0/gt0/freq0/throttle/status': '1\n',
    'tile0/gt0/freq0/throttle/reason_prochot': '1\n',
    'hwmon/hwmon3/temp2_input': '47000\n',
    'hwmon/hwmon3/temp2_label': 'pkg\n',
    'hwmon/hwmon3/temp3_input': '50000\n',
    'hwmon/hwmon3/temp3_label': 'vram\n',
    'hwmon/hwmon3/energy1_input': '123000000\n',
  });
  const xe = (work: number, all: number): string =>
    `drm-driver:\txe\ndrm-client-id:\t11\ndrm-pdev:\t0000:03:00.0\ndrm-total-vram0:\t9 MiB\ndrm-resident-vram0:\t8 MiB\ndrm-resident-gtt:\t1 MiB\ndrm-cycles-rcs:\t${work}\ndrm-total-cycles-rcs:\t${all}\n`;
  opened(roots, xe(1000, 50_000));
  const source = drmSource(roots, () => 0);
  expect((await source?.sample())?.gpus).toMatchObject([
    {
      clocksHertz: { graphics: 2.4e9 },
      throttleReasons: ['hw_thermal'],
      temperatureCelsius: 47,
      memoryTemperatureCelsius: 50,
      energyJoules: 123,
      processMemoryBytes: 8 * 1024 ** 2,
    },
  ]);
  for (const name of ['7', '8']) roots.write(`proc/self/fdinfo/${name}`, xe(3000, 60_000));
  expect((await source?.sample())?.gpus[0]?.processUtilization).toBe(0.2);
});

test.each([
  ['no drivers of GPUs', {}],
  ['a card of another vendor', { 'sys/class/drm/card0/device/vendor': '0x10de\n' }],
  ['a card without an address', { 'sys/class/drm/card0/device/vendor': '0x1002\n' }],
])('has nothing where there are %s', (_, files) => {
  const roots = livingTree();
  for (const [path, text] of Object.entries(files)) roots.write(path, text);
  expect(drmSource(roots, () => 0)).toBeUndefined();
});
