import { type Cleanup, instruments, type LateMeter } from '@plimsoll/kernel';
import { METRICS } from '../metrics.ts';
import type { NetworkDevice } from '../read/network-devices.ts';
import { type Rising, rising } from '../read/rising.ts';
import type { InterfaceReadings, TrafficReadings } from '../readings.ts';
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
): (now: number, devices: readonly NetworkDevice[]) => Readonly<Record<string, InterfaceReadings>> {
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

  const put = (slot: Slot, counts: Counts, now: number): InterfaceReadings => {
    const totals: (number | undefined)[] = [];
    for (let at = 0; at < counts.length; at++) {
      const count = counts[at];
      const total = count === undefined ? undefined : slot.counters[at]?.push(count);
      totals.push(total);
      columns[at >> 1]?.set(slot.index + (at & 1), total);
    }
    const { last } = slot;
    slot.last = { now, bytes: [totals[0] ?? 0, totals[1] ?? 0] };
    const elapsed = last ? now - last.now : 0;
    return {
      receive: traffic(totals, 0, last?.bytes[0] ?? 0, elapsed),
      transmit: traffic(totals, 1, last?.bytes[1] ?? 0, elapsed),
    };
  };

  const others = sumOfOthers();
  return (now, devices) => {
    const readings: Record<string, InterfaceReadings> = {};
    const unnamed: NetworkDevice[] = [];
    for (const device of devices) {
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

/** Each count in each direction, where the system tells it. */
type Counts = readonly (number | undefined)[];

function carried({ receive, transmit }: NetworkDevice): boolean {
  return (receive.packets ?? receive.bytes) > 0 || (transmit.packets ?? transmit.bytes) > 0;
}

function countsOf({ receive, transmit }: NetworkDevice): Counts {
  const counts: (number | undefined)[] = [];
  for (const count of COUNTS) counts.push(receive[count], transmit[count]);
  return counts;
}

/** What one direction carried: the even totals are those received, the odd ones those transmitted. */
function traffic(
  totals: Counts,
  direction: 0 | 1,
  bytesBefore: number,
  elapsed: number,
): TrafficReadings {
  const bytes = totals[direction] ?? 0;
  const [packets, errors, dropped] = [
    totals[2 + direction],
    totals[4 + direction],
    totals[6 + direction],
  ];
  return {
    bytes,
    ...(elapsed > 0 && { bytesPerSecond: (bytes - bytesBefore) / elapsed }),
    ...(packets !== undefined && { packets }),
    ...(errors !== undefined && { errors }),
    ...(dropped !== undefined && { dropped }),
  };
}

/** Sums that do not fall when an interface goes. `undefined` before there was any. */
function sumOfOthers(): (devices: readonly NetworkDevice[]) => Counts | undefined {
  let last = new Map<string, Counts>();
  let sums: (number | undefined)[] | undefined;
  return (devices) => {
    const now = new Map<string, Counts>();
    for (const device of devices) {
      const counts = countsOf(device);
      const before = last.get(device.name);
      sums = counts.map((count, at) => {
        const [sum, previous = 0] = [sums?.[at], before?.[at]];
        if (count === undefined) return sum;
        return (sum ?? 0) + (count >= previous ? count - previous : count);
      });
      now.set(device.name, counts);
    }
    last = now;
    return sums;
  };
}
