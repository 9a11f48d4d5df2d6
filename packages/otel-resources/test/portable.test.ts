import { expect, test } from 'vitest';
import { METRICS } from '../src/index.ts';
import type { Portable } from '../src/read/portable.ts';
import { powerOf } from '../src/read/system-information/battery.ts';
import { memoryOf } from '../src/read/system-information/memory.ts';
import { OPTIONAL_SENSOR_NAMES, type SensorName } from '../src/sensor-names.ts';
import { diagnostics } from './diagnostics.ts';
import { type Answering, answering, machine, type Recorded, recorded } from './portable.ts';
import type { Points } from './sdk.ts';
import { type Started, sensing, start } from './start.ts';
import { tree } from './trees.ts';

interface StartedOn extends Started {
  readonly recording: Recorded;
  readonly information: Answering;
  /** Lets the answers come, and samples them. */
  pass(seconds: number): Promise<Points>;
}

function startOn(name: string, ...names: readonly SensorName[]): StartedOn {
  const recording = structuredClone(recorded(name));
  const information = answering(recording.answers);
  const options = names.length > 0 ? sensing(...names) : { enabledSensors: OPTIONAL_SENSOR_NAMES };
  const portable = (): Portable => machine(recording, information);
  const started = start(tree('nowhere'), options, { portable });
  const pass = async (seconds: number): Promise<Points> => {
    for (let second = 0; second < seconds; second++) {
      await new Promise(setImmediate);
      started.clock.advance(1);
    }
    return started.sdk.points();
  };
  return { ...started, recording, information, pass };
}

const volume = (device: string, point: string, type: string, mode: string): string =>
  `system.device.name=${device},system.filesystem.mountpoint=${point},system.filesystem.type=${type},system.filesystem.mode=${mode}`;
const io = (name: string, way: string): string =>
  `{network.interface.name=${name},network.io.direction=${way}}`;

test('macOS: tells what the machine told, and only that', async () => {
  const { pass, instrumentation } = startOn('darwin-laptop');
  const points = await pass(1);
  expect(points).toMatchObject({
    'system.cpu.time{cpu.mode=user}': expect.closeTo(16146.9),
    'system.cpu.time{cpu.mode=nice}': 1,
    'system.cpu.logical.count': 2,
    'plimsoll.system.load_average.1m': 2.21,
    'system.memory.limit': 17179869184,
    'system.memory.usage{system.memory.state=available}': 7516192768,
    'system.memory.usage{system.memory.state=used}': 9663676416,
    'system.paging.usage{system.paging.state=used}': 1073741824,
    [`system.network.io${io('en0', 'receive')}`]: 5812345678,
    [`system.network.errors${io('en0', 'transmit')}`]: 1,
    [`system.network.packet.dropped${io('en0', 'transmit')}`]: 12,
    'system.disk.operations{system.device.name=other,disk.io.direction=read}': 18938442,
    [`system.filesystem.limit{${volume('/dev/disk4s1', '/Volumes/STICK', 'exfat', 'rw')}}`]: 64e9,
  });
  const names = Object.keys(points).join('\n');
  // Neither told by the system nor zero.
  for (const absent of [
    'cpu.mode=iowait',
    'cpu.mode=steal',
    'cpu.mode=interrupt',
    'system.network.packet.count',
    'packet.dropped{network.interface.name=en0,network.io.direction=receive}',
    'slab',
    'system.disk.io',
    'system.disk.merged',
    'utun3',
    'server/share',
    'tcp',
    'state=reserved',
  ])
    expect(names).not.toContain(absent);
  expect(instrumentation.read()).toMatchObject({
    memory: { usedBytes: 9663676416, limitBytes: 17179869184 },
    network: { interfaces: { en0: { receive: { bytes: 5812345678, errors: 3 } } } },
    probes: { cpu: 'active', filesystem: 'active', paging: 'unsupported', cgroup: 'unsupported' },
  });
});

test('macOS: the volumes of one APFS container are told once, with what all of them use', async () => {
  const points = await startOn('darwin-laptop', 'filesystem').pass(1);
  const own = volume('/dev/disk3s1s1', '/', 'apfs', 'ro');
  const usage = (state: string): string =>
    `system.filesystem.usage{${own},system.filesystem.state=${state}}`;
  expect(points).toMatchObject({
    [usage('used')]: 494384795648 - 180388626432,
    [usage('free')]: 180388626432,
  });
  expect(
    Object.keys(points).filter((key) => key.startsWith('system.filesystem.limit')),
  ).toHaveLength(2);
});

test('macOS: what is available is not told where vm_stat could not be run', () => {
  const { mem } = recorded('darwin-laptop').answers;
  expect(memoryOf(mem)).toMatchObject({ available: 7516192768 });
  const unread = { ...(mem as object), available: 214748364, buffcache: 0 };
  expect(memoryOf(unread)).toEqual({ swapTotal: 2147483648, swapFree: 1073741824 });
});

test('Windows: tells what the machine told, and only that', async () => {
  const { pass, instrumentation } = startOn('win32-desktop');
  const points = await pass(1);
  expect(points).toMatchObject({
    'system.cpu.time{cpu.mode=user}': 6000,
    // The time of interrupts is part of the kernel's.
    'system.cpu.time{cpu.mode=system}': 3800,
    'system.cpu.time{cpu.mode=interrupt}': 200,
    'system.memory.usage{system.memory.state=available}': 21474836480,
    'system.paging.usage{system.paging.state=free}': 5100273664,
    [`system.network.packet.dropped${io('Ethernet', 'receive')}`]: 7,
    [`system.filesystem.limit{${volume('C:', 'C:', 'ntfs', 'rw')}}`]: 1e12,
  });
  const names = Object.keys(points).join('\n');
  for (const absent of [
    'load_average',
    'cpu.mode=nice',
    'cpu.mode=iowait',
    'system.disk',
    'process.context_switches',
    'process.paging.faults',
    'vEthernet',
    'system.network.packet.count',
    'D:',
  ])
    expect(names).not.toContain(absent);
  expect(instrumentation.read().probes).toMatchObject({ disk: 'unsupported', network: 'active' });
});

test.each(['darwin-laptop', 'win32-desktop'])('%s: emits only what is declared', async (name) => {
  const { pass, sdk } = startOn(name);
  await pass(40);
  const specs = new Map(Object.values(METRICS).map((spec) => [spec.name as string, spec]));
  for (const { descriptor, dataPoints } of await sdk.metrics()) {
    const spec = specs.get(descriptor.name);
    const declared: readonly string[] = spec && 'attributes' in spec ? spec.attributes : [];
    for (const { attributes, value } of dataPoints) {
      expect(declared).toEqual(expect.arrayContaining(Object.keys(attributes)));
      if (typeof value === 'number') expect(value).toSatisfy(Number.isFinite);
    }
  }
});

test('shares of CPU time are those between two readings, 5 seconds apart', async () => {
  const { pass, recording, instrumentation } = startOn('win32-desktop', 'cpu');
  await pass(1);
  const [first, second] = recording.os.cpus;
  if (!first || !second) throw new Error('the machine has two CPUs');
  const { times } = first;
  recording.os.cpus[0] = { times: { ...times, user: times.user + 3000, idle: times.idle + 1000 } };
  expect((await pass(5))['system.cpu.utilization{cpu.mode=user}']).toBeCloseTo(0.75);
  expect(instrumentation.read().host).toEqual({ logicalCpus: 2, cpuUtilization: 0.75 });
});

test('asks every 30 seconds, and never while a question is open', async () => {
  const { pass, information } = startOn('darwin-laptop', 'network');
  await pass(61);
  expect(information.asked).toEqual(Array(3).fill(['networkStats', 'lo0,en0,utun3']));
});

test('rates are those between two answers', async () => {
  const { pass, recording, instrumentation } = startOn('win32-desktop', 'network');
  await pass(1);
  const [ethernet] = recording.answers.networkStats as Record<string, number>[];
  Object.assign(ethernet ?? {}, { rx_bytes: 9912345678 + 30_000 });
  await pass(30);
  const { Ethernet } = instrumentation.read().network?.interfaces ?? {};
  expect(Ethernet?.receive).toMatchObject({ bytes: 9912375678, bytesPerSecond: 1000 });
});

test('a library that fails is one diagnostic, and what it tells comes back with it', async () => {
  const { warnings } = diagnostics();
  const { pass, recording, instrumentation } = startOn('darwin-laptop', 'network');
  await pass(1);
  const { networkStats } = recording.answers;
  recording.answers.networkStats = new Error('spawn EPERM');
  await pass(100);
  expect(instrumentation.read().probes.network).toBe('failing');
  expect(warnings).toEqual([
    expect.stringContaining('network: failed, is tried again: spawn EPERM'),
  ]);
  recording.answers.networkStats = networkStats;
  await pass(600);
  expect(instrumentation.read().probes.network).toBe('active');
});

test('without systeminformation what Node.js knows is told, and one line at debug level', async () => {
  const { debug, warnings } = diagnostics();
  const { clock, sdk, instrumentation } = start(
    tree('nowhere'),
    {},
    {
      portable: () => machine(recorded('darwin-laptop')),
    },
  );
  clock.advance(1);
  expect(await sdk.points()).toMatchObject({
    'system.cpu.logical.count': 2,
    'system.memory.limit': 17179869184,
  });
  expect(instrumentation.read().probes).toMatchObject({
    cpu: 'active',
    memory: 'active',
    network: 'unsupported',
  });
  expect(debug.filter((line) => line.includes('systeminformation'))).toHaveLength(1);
  expect(warnings).toEqual([]);
});

test('macOS: tells the battery, in ratios and seconds', async () => {
  const { pass, instrumentation } = startOn('darwin-laptop', 'battery', 'temperature');
  const points = await pass(1);
  expect(points).toMatchObject({
    'hw.battery.charge{hw.id=battery0}': 0.65,
    'hw.battery.time_left{hw.id=battery0,hw.state=ok,hw.battery.state=discharging}': 214 * 60,
    'plimsoll.battery.health{hw.id=battery0}': expect.closeTo(0.909),
    'plimsoll.battery.cycles{hw.id=battery0}': 182,
    'plimsoll.power.source.status{plimsoll.power.source.type=battery}': 1,
  });
  expect(instrumentation.read().battery).toEqual({
    charge: expect.closeTo(0.65),
    charging: false,
    onBattery: true,
    timeLeftSeconds: 12_840,
  });
  // No library for it is installed there.
  expect(Object.keys(points).join()).not.toContain('hw.temperature');
});

test('Windows: tells the thermal zones of the firmware, and no battery where there is none', async () => {
  const { pass, instrumentation } = startOn('win32-desktop', 'battery', 'temperature');
  const points = await pass(40);
  expect(points).toMatchObject({
    'hw.temperature{hw.id=thermal_zone1,hw.sensor_location=thermal_zone1}': 49.9,
  });
  expect(Object.keys(points).join()).not.toContain('hw.battery');
  expect(instrumentation.read().battery).toBeUndefined();
  expect(instrumentation.read().temperatures).toHaveProperty('thermal_zone0.celsius', 27.8);
});

test.each([
  [{ isCharging: true, acConnected: true }, { state: 'charging' }, 'ac'],
  [{ acConnected: true }, { state: 'resting' }, 'ac'],
  [{ timeRemaining: 65_535 }, { state: 'discharging', secondsLeft: undefined }, 'battery'],
  [
    { timeRemaining: null, cycleCount: 0 },
    { secondsLeft: undefined, cycles: undefined },
    'battery',
  ],
])('a battery that says %j is told as %j', (said, told, source) => {
  const { battery } = recorded('darwin-laptop').answers;
  const power = powerOf({ ...(battery as object), ...said }, 'darwin');
  expect(power?.batteries[0]).toMatchObject(
    Object.fromEntries(Object.entries(told).filter(([, value]) => value !== undefined)),
  );
  for (const [key, value] of Object.entries(told))
    if (value === undefined) expect(power?.batteries[0]).not.toHaveProperty(key);
  expect(power?.source).toBe(source);
});
