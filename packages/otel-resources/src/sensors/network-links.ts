import { type Cleanup, instruments, type LateMeter } from '@plimsoll/kernel';
import { METRICS } from '../metrics.ts';
import { type Link, readLink } from '../read/link.ts';
import type { InterfaceReadings } from '../readings.ts';
import { series } from './series.ts';
import { slowly } from './slowly.ts';

/** A line changes its speed when a cable is plugged. */
const LINK_SECONDS = 60;

type Interfaces = Readonly<Record<string, InterfaceReadings>>;

/** The lines behind the interfaces: whether they are up, what they can carry, and how much of that is used. */
export function watchLinks(
  cleanup: Cleanup,
  meter: LateMeter,
  sys: string,
): (interfaces: Interfaces, now: number) => Interfaces {
  const made = instruments(meter, {
    up: METRICS.hwNetworkUp,
    limit: METRICS.hwNetworkBandwidthLimit,
    utilization: METRICS.hwNetworkBandwidthUtilization,
  });
  const up = series(cleanup, made.up, []);
  const limit = series(cleanup, made.limit, []);
  const utilization = series(cleanup, made.utilization, []);
  const indexes = new Map<string, number>();
  let names: readonly string[] = [];
  let links: ReadonlyMap<string, Link> = new Map();

  const ask = async (ended: AbortSignal): Promise<ReadonlyMap<string, Link>> => {
    const found = new Map<string, Link>();
    for (const name of names) {
      if (ended.aborted) break;
      const link = await readLink(sys, name);
      if (link) found.set(name, link);
    }
    return found;
  };
  const told = (found: ReadonlyMap<string, Link>): void => {
    links = found;
    for (const [name, link] of found) {
      const attributes = { 'hw.id': name };
      const index = indexes.get(name) ?? up.add(attributes);
      if (!indexes.has(name)) {
        limit.add(attributes);
        utilization.add(attributes);
        indexes.set(name, index);
      }
      limit.set(index, link.limit);
    }
    for (const [name, index] of indexes) up.set(index, found.get(name)?.up ? 1 : 0);
  };
  const takeLinks = slowly(cleanup, { seconds: LINK_SECONDS, ask, told });

  return (interfaces, now) => {
    names = Object.keys(interfaces);
    takeLinks(now);
    if (links.size === 0) return interfaces;
    const entries = Object.entries(interfaces).map(([name, readings]) => {
      const link = links.get(name);
      if (!link) return [name, readings];
      const { limit: most } = link;
      const share = most === undefined ? undefined : shareOf(readings, most, link.halfDuplex);
      utilization.set(indexes.get(name) ?? 0, share);
      const told = {
        up: link.up,
        ...(most !== undefined && { limitBytesPerSecond: most }),
        ...(share !== undefined && { utilization: share }),
      };
      return [name, { ...readings, ...told }];
    });
    return Object.fromEntries(entries);
  };
}

/** Of the busier direction; of both together where they share the line. */
function shareOf(
  { receive, transmit }: InterfaceReadings,
  limit: number,
  halfDuplex: boolean,
): number | undefined {
  const [into, out] = [receive.bytesPerSecond, transmit.bytesPerSecond];
  if (into === undefined || out === undefined) return undefined;
  return Math.min(1, (halfDuplex ? into + out : Math.max(into, out)) / limit);
}
