import { type Cleanup, instruments, type LateMeter } from '@plimsoll/kernel';
import { METRICS } from '../metrics.ts';
import type { KeptFile } from '../read/file.ts';
import { type NetworkDevice, parseNetworkDevices } from '../read/network-devices.ts';
import { type Rising, rising } from '../read/rising.ts';
import type { InterfaceReadings, TrafficReadings } from '../readings.ts';
import { required } from './required.ts';
import { type Series, series } from './series.ts';

/** So many interfaces have a name of their own; all others are told as one, called `other`. */
const MOST_NAMED = 8;
const OTHER = 'other';

const DIRECTIONS = ['receive', 'transmit'] as const;
const COUNTS = ['bytes', 'packets', 'errors', 'dropped'] as const;

/** The counters of one interface: each count in each direction. */
interface Slot {
  readonly index: number;
  readonly counters: readonly Rising[];
  /** When it was last read, in monotonic seconds, and its bytes in each direction then. */
  last?: { readonly now: number; readonly bytes: readonly number[] };
}

/**
 * The oldest interfaces have names of their own, since the kernel lists them first and machines make new ones for
 * every container; one that never carried anything has none.
 */
export function watchInterfaces(
  cleanup: Cleanup,
  meter: LateMeter,
  file: KeptFile,
): (now: number) => Readonly<Record<string, InterfaceReadings>> {
  const made = instruments(meter, {
    bytes: METRICS.systemNetworkIo,
    packets: METRICS.systemNetworkPacketCount,
    errors: METRICS.systemNetworkErrors,
    dropped: METRICS.systemNetworkPacketDropped,
  });
  const columns: readonly Series[] = COUNTS.map((count) => series(cleanup, made[count], []));
  const slots = new Map<string, Slot>();

  const open = (name: string): Slot => {
    let index = 0;
    for (const [column, points] of columns.entries()) {
      const key = COUNTS[column] === 'packets' ? 'system.device.name' : 'network.interface.name';
      for (const direction of DIRECTIONS)
        index = points.add({ [key]: name, 'network.io.direction': direction });
    }
    const counters = COUNTS.flatMap(() => DIRECTIONS.map(() => rising()));
    const slot: Slot = { index: index - 1, counters };
    slots.set(name, slot);
    return slot;
  };

  const put = (slot: Slot, counts: readonly number[], now: number): InterfaceReadings => {
    const totals = counts.map((count, at) => slot.counters[at]?.push(count) ?? 0);
    for (const [column, points] of columns.entries())
      for (const direction of [0, 1])
        points.set(slot.index + direction, totals[2 * column + direction]);
    const { last } = slot;
    slot.last = { now, bytes: totals.slice(0, 2) };
    const elapsed = last ? now - last.now : 0;
    const [receive, transmit] = [0, 1].map((direction): TrafficReadings => {
      const [bytes = 0, packets = 0, errors = 0, dropped = 0] = columns.map(
        (_, column) => totals[2 * column + direction],
      );
      const bytesPerSecond = (bytes - (last?.bytes[direction] ?? 0)) / elapsed;
      return { bytes, packets, errors, dropped, ...(elapsed > 0 && { bytesPerSecond }) };
    }) as [TrafficReadings, TrafficReadings];
    return { receive, transmit };
  };

  const others = sumOfOthers();
  return (now) => {
    const readings: Record<string, InterfaceReadings> = {};
    const unnamed: NetworkDevice[] = [];
    for (const device of required(file, parseNetworkDevices)) {
      const slot =
        slots.get(device.name) ?? (slots.size < MOST_NAMED && carried(device) && open(device.name));
      if (slot) readings[device.name] = put(slot, countsOf(device), now);
      else if (carried(device)) unnamed.push(device);
    }
    const sums = others(unnamed);
    if (sums) readings[OTHER] = put(slots.get(OTHER) ?? open(OTHER), sums, now);
    return readings;
  };
}

function carried(device: NetworkDevice): boolean {
  return device.receive.packets > 0 || device.transmit.packets > 0;
}

function countsOf(device: NetworkDevice): number[] {
  return COUNTS.flatMap((count) => DIRECTIONS.map((direction) => device[direction][count]));
}

/** Sums that do not fall when an interface goes. `undefined` before there was any. */
function sumOfOthers(): (devices: readonly NetworkDevice[]) => readonly number[] | undefined {
  let last = new Map<string, readonly number[]>();
  let sums: number[] | undefined;
  return (devices) => {
    const now = new Map<string, readonly number[]>();
    for (const device of devices) {
      const counts = countsOf(device);
      const before = last.get(device.name);
      sums ??= counts.map(() => 0);
      sums = sums.map((sum, at) => {
        const [count = 0, previous = 0] = [counts[at], before?.[at]];
        return sum + (count >= previous ? count - previous : count);
      });
      now.set(device.name, counts);
    }
    last = now;
    return sums;
  };
}
