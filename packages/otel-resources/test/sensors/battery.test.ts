import { soon } from '@plimsoll/kernel/test/soon';
import { expect, test } from 'vitest';
import { diagnostics } from '../diagnostics.ts';
import type { Points } from '../sdk.ts';
import { type Started, sensing, start } from '../start.ts';
import { livingTree, tree } from '../trees.ts';

/** An instrumentation on the machine of a case, once its power supplies have answered. */
async function answered(roots: ReturnType<typeof tree>): Promise<Started> {
  const started = start(roots, sensing('battery'));
  started.clock.advance(1);
  await soon(async () =>
    expect(Object.keys(await started.sdk.points()).join()).toContain('power.source'),
  );
  return started;
}
const source = (points: Points): readonly (string | undefined)[] =>
  Object.entries(points)
    .filter(([name, value]) => name.startsWith('plimsoll.power.source') && value === 1)
    .map(([name]) => /type=(\w+)/.exec(name)?.[1]);

test('battery: tells one that discharges, and leaves that of a mouse alone', async () => {
  const { sdk, instrumentation } = await answered(tree('battery-discharging'));
  const points = await sdk.points();
  const hardware = Object.entries(points).filter(([name]) => !name.startsWith('plimsoll.probe'));
  expect(Object.fromEntries(hardware)).toEqual({
    'hw.battery.charge{hw.id=BAT0}': 0.5,
    'hw.battery.charge.limit{hw.id=BAT0,hw.limit_type=low.degraded}': 0.05,
    'hw.battery.time_left{hw.id=BAT0,hw.state=ok,hw.battery.state=discharging}': 7200,
    'hw.status{hw.id=BAT0,hw.type=battery,hw.state=ok}': 1,
    'hw.status{hw.id=BAT0,hw.type=battery,hw.state=degraded}': 0,
    'hw.status{hw.id=BAT0,hw.type=battery,hw.state=failed}': 0,
    'plimsoll.battery.health{hw.id=BAT0}': 0.8,
    'plimsoll.battery.cycles{hw.id=BAT0}': 112,
    'plimsoll.power.source.status{plimsoll.power.source.type=ac}': 0,
    'plimsoll.power.source.status{plimsoll.power.source.type=battery}': 1,
    'plimsoll.power.source.status{plimsoll.power.source.type=ups}': 0,
    'plimsoll.power.source.status{plimsoll.power.source.type=unknown}': 0,
  });
  expect(instrumentation.read().battery).toEqual({
    charge: 0.5,
    charging: false,
    onBattery: true,
    timeLeftSeconds: 7200,
  });
});

test('battery: adds up the packs by what they hold, and tells each', async () => {
  const { sdk, instrumentation } = await answered(tree('battery-two-packs'));
  const points = await sdk.points();
  expect(points).toMatchObject({
    'hw.battery.charge{hw.id=BAT0}': 1,
    'hw.battery.charge{hw.id=BAT1}': 0.5,
    'hw.battery.time_left{hw.id=BAT1,hw.state=ok,hw.battery.state=charging}': 3600,
  });
  expect(points).not.toHaveProperty('plimsoll.battery.cycles{hw.id=BAT0}');
  expect(source(points)).toEqual(['ac']);
  expect(instrumentation.read().battery).toEqual({
    charge: 0.625,
    charging: true,
    onBattery: false,
    timeLeftSeconds: 3600,
  });
});

test('battery: takes what the driver says is left, and what it says against the battery', async () => {
  const { sdk, instrumentation } = await answered(tree('battery-charge-only'));
  expect(await sdk.points()).toMatchObject({
    'hw.status{hw.id=macsmc-battery,hw.type=battery,hw.state=ok}': 0,
    'hw.status{hw.id=macsmc-battery,hw.type=battery,hw.state=degraded}': 1,
  });
  expect(instrumentation.read().battery).toMatchObject({ charge: 0.25, timeLeftSeconds: 7200 });
});

test.each([
  ['battery-weak-charger', 'ac', { charge: 0.8, charging: false, onBattery: false }],
  ['battery-empty-bay', 'ac', { charge: 0.3, charging: true, onBattery: false }],
  ['battery-behind-ups', 'ups', { charge: 0.99, charging: false, onBattery: false }],
])('%s: hangs on %s', async (name, type, readings) => {
  const { sdk, instrumentation } = await answered(tree(name));
  expect(source(await sdk.points())).toEqual([type]);
  expect(instrumentation.read().battery).toEqual(readings);
});

test.each(['battery-of-a-mouse', 'host'])('battery: is unsupported on %s', async (name) => {
  const { debug, warnings } = diagnostics();
  const { clock, sdk, instrumentation } = start(tree(name), sensing('battery'));
  clock.advance(100);
  expect(instrumentation.read()).toMatchObject({ probes: { battery: 'unsupported' } });
  const told = Object.keys(await sdk.points()).filter((each) => !each.includes('probe.status'));
  expect([told, warnings]).toEqual([[], []]);
  expect(debug.filter((line) => line.includes('battery'))).toHaveLength(1);
});

test('battery: sees the plug go and come, and a pack that is taken out', async () => {
  const roots = livingTree('battery-two-packs');
  const { clock, sdk, instrumentation } = await answered(roots);
  const supply = (name: string, ...lines: readonly string[]): void =>
    roots.write(
      `sys/class/power_supply/${name}/uevent`,
      lines.map((line) => `POWER_SUPPLY_${line}\n`).join(''),
    );
  supply('ADP1', 'ONLINE=0');
  supply('BAT1', 'STATUS=Discharging', 'CAPACITY=40');
  clock.advance(30);
  await soon(async () => expect(source(await sdk.points())).toEqual(['battery']));
  expect(instrumentation.read().battery?.onBattery).toBe(true);
  roots.remove('sys/class/power_supply/BAT1');
  clock.advance(30);
  const states = ['ok', 'degraded', 'failed'].map(
    (state) => `hw.status{hw.id=BAT1,hw.type=battery,hw.state=${state}}`,
  );
  await soon(async () => {
    const points = await sdk.points();
    expect(states.map((name) => points[name])).toEqual([0, 0, 0]);
  });
  expect(instrumentation.read().battery).toMatchObject({ charge: 1, charging: false });
});

test('battery: fails while the list of supplies is gone, and recovers', async () => {
  const { warnings } = diagnostics();
  const roots = livingTree('battery-weak-charger');
  const { clock, instrumentation } = await answered(roots);
  const state = (): string => {
    clock.advance(1);
    return instrumentation.read().probes.battery;
  };
  roots.remove('sys/class/power_supply');
  clock.advance(30);
  await soon(() => expect(state()).toBe('failing'));
  expect(warnings).toEqual([expect.stringContaining('battery: failed, is tried again')]);
  roots.write('sys/class/power_supply/BAT0/type', 'Battery\n');
  await soon(() => expect(state()).toBe('active'));
});
