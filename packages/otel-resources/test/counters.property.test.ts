import { DataPointType, type MetricData } from '@opentelemetry/sdk-metrics';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sensing, start } from './start.ts';
import { type LivingTree, livingTree } from './trees.ts';

/** What passes between two samples. */
interface Step {
  /** The CPUs that are online. */
  readonly cpus: readonly number[];
  /** Interfaces and disks that are there; one that comes back has been made anew. */
  readonly present: readonly number[];
  /** By how much each counts on. */
  readonly growth: number;
  /** Sums over CPUs that lose the part of one that goes. */
  readonly lost: number;
}

const DEVICES = Array.from({ length: 12 }, (_, at) => at);
const step: fc.Arbitrary<Step> = fc.record({
  cpus: fc.subarray([0, 1, 2, 3], { minLength: 1 }),
  present: fc.subarray(DEVICES),
  growth: fc.oneof(fc.nat(5), fc.nat(2 ** 20), fc.integer({ min: 2 ** 29, max: 2 ** 33 })),
  lost: fc.nat(1000),
});

/** A machine whose counters are those of a kernel of `bits` bits; writes what it would say. */
function machine(roots: LivingTree, bits: number): (step: Step) => void {
  const ticks = [0, 1, 2, 3].map(() => 1000);
  const carried = new Map<number, number>();
  let paged = 5000;
  let segments = 5000;
  const wrapped = (count: number): number => count % 2 ** bits;
  return ({ cpus, present, growth, lost }) => {
    for (const cpu of cpus) ticks[cpu] = (ticks[cpu] ?? 0) + (growth % 1000);
    // Those that are offline are left out of the sum, as old kernels do.
    const total = cpus.reduce((sum, cpu) => sum + (ticks[cpu] ?? 0), 0);
    const line = (name: string, count: number): string =>
      `${name} ${count} ${count} ${count} ${count} ${count} ${count} 0 ${count} 0 0\n`;
    const each = cpus.map((cpu) => line(`cpu${cpu}`, ticks[cpu] ?? 0));
    roots.write('proc/stat', line('cpu ', total) + each.join(''));

    for (const device of DEVICES)
      if (!present.includes(device)) carried.delete(device);
      else carried.set(device, (carried.get(device) ?? 0) + growth + device);
    const devices = [...carried].map(([device, count]) => [device, wrapped(count)] as const);
    const counts = (count: number): string => `${count} ${count} ${count} ${count} 0 0 0 0`;
    roots.write(
      'proc/net/dev',
      `Inter-| Receive | Transmit\n face |bytes |bytes\n${devices
        .map(([device, count]) => `veth${device}: ${counts(count)} ${counts(count)}\n`)
        .join('')}`,
    );
    const disk = (minor: number, name: string, count: number): string =>
      `   8 ${minor} ${name} ${Array(11).fill(count).join(' ')}\n`;
    roots.write(
      'proc/diskstats',
      // There is always one, for without any the file is empty.
      disk(0, 'sda', 1) +
        devices
          .map(([at, count]) => disk(16 * (at + 1), `sd${'bcdefghijklm'[at]}`, count))
          .join(''),
    );
    paged = Math.max(0, paged + growth - lost);
    segments = wrapped(Math.max(0, segments + growth - lost));
    roots.write(
      'proc/vmstat',
      `pswpin ${paged}\npswpout ${paged}\npgfault ${paged * 2}\npgmajfault ${paged}\n`,
    );
    roots.write(
      'proc/net/snmp',
      `Tcp: InSegs OutSegs RetransSegs OutRsts EstabResets\nTcp: ${segments} ${segments} ${segments} ${segments} ${segments}\n`,
    );
  };
}

function countersOf(metrics: readonly MetricData[]): Map<string, number> {
  const counters = new Map<string, number>();
  for (const { descriptor, dataPoints, ...metric } of metrics)
    if (metric.dataPointType === DataPointType.SUM && metric.isMonotonic)
      for (const { attributes, value } of dataPoints)
        counters.set(`${descriptor.name}${JSON.stringify(attributes)}`, value as number);
  return counters;
}

test.each([32, 64])(
  'no counter goes back or away while CPUs and devices come and go and %i bits wrap',
  async (bits) => {
    const roots = livingTree('host');
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 8 }), async (steps) => {
        const say = machine(roots, bits);
        const [first, ...rest] = steps;
        if (first) say(first);
        const { clock, sdk, instrumentation } = start(
          roots,
          sensing('cpu', 'network', 'disk', 'paging'),
        );
        let before = countersOf(await sdk.metrics());
        expect(before.size).toBeGreaterThan(0);
        for (const each of rest) {
          say(each);
          // Long enough for paging, which is read every 5 seconds, and TCP, which is every 10.
          clock.advance(10);
          const now = countersOf(await sdk.metrics());
          for (const [key, value] of before) {
            expect(now.get(key), key).toSatisfy(Number.isFinite);
            expect(now.get(key), key).toBeGreaterThanOrEqual(value);
          }
          before = now;
        }
        instrumentation.disable();
        await sdk.provider.shutdown();
      }),
      { numRuns: 25 },
    );
  },
);

test('counters that only grow are told as they are', async () => {
  const roots = livingTree('host');
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(2 ** 30), { minLength: 1, maxLength: 6 }), async (growths) => {
      const say = machine(roots, 64);
      const all = { cpus: [0, 1, 2, 3], present: DEVICES.slice(0, 2), lost: 0 };
      say({ ...all, growth: 7 });
      const { clock, sdk, instrumentation } = start(roots, sensing('cpu', 'network', 'disk'));
      for (const growth of growths) {
        say({ ...all, growth });
        clock.advance(1);
      }
      const bytes = growths.reduce((sum, growth) => sum + growth + 1, 7 + 1);
      expect(await sdk.points()).toMatchObject({
        'system.network.io{network.interface.name=veth1,network.io.direction=receive}': bytes,
        'system.disk.operations{system.device.name=sdc,disk.io.direction=write}': bytes,
      });
      instrumentation.disable();
      await sdk.provider.shutdown();
    }),
    { numRuns: 10 },
  );
});
