import { integers } from './text.ts';

/** What one network interface has carried since it was made. */
export interface NetworkDevice {
  readonly name: string;
  readonly receive: NetworkCounts;
  readonly transmit: NetworkCounts;
}

interface NetworkCounts {
  readonly bytes: number;
  readonly packets?: number;
  readonly errors?: number;
  readonly dropped?: number;
}

const COLUMNS = 16;
const TRANSMIT = 8;

/** /proc/net/dev, each interface once, in the order of the kernel (oldest first). */
export function parseNetworkDevices(text: string): readonly NetworkDevice[] | undefined {
  if (!text.startsWith('Inter-|')) return undefined;
  const devices = new Map<string, NetworkDevice>();
  let at = text.indexOf('\n') + 1;
  while (at > 0) {
    const end = text.indexOf('\n', at);
    if (end < 0) break;
    const colon = text.indexOf(':', at);
    if (colon > at && colon < end) {
      const name = text.slice(at, colon).trim();
      const counts = integers(text, colon + 1, COLUMNS);
      const sound = counts.length === COLUMNS && counts.every((count) => count >= 0);
      if (sound && name !== '' && !devices.has(name))
        devices.set(name, { name, receive: pick(counts, 0), transmit: pick(counts, TRANSMIT) });
    }
    at = end + 1;
  }
  return [...devices.values()];
}

function pick(counts: readonly number[], from: number): NetworkCounts {
  return {
    bytes: counts[from] ?? 0,
    packets: counts[from + 1] ?? 0,
    errors: counts[from + 2] ?? 0,
    dropped: counts[from + 3] ?? 0,
  };
}
