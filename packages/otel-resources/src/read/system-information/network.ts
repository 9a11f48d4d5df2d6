import type { NetworkDevice } from '../network-devices.ts';
import type { Portable } from '../portable.ts';
import { count, name, records } from './fields.ts';

/** For each interface the library starts two programs on macOS, and several on Windows. */
const MOST_ASKED = { darwin: 8, win32: 4 } as const;

/** The argument of `networkStats()`: interfaces with an address, since without names it tells the default one alone. */
export function interfacesToAsk({ platform, os }: Portable): string {
  return Object.keys(os.networkInterfaces()).slice(0, MOST_ASKED[platform]).join(',');
}

/**
 * `networkStats()`: it does not count packets. The drops of macOS are those of the way out, which it gives for both
 * ways. What it could not find it gives as zeros: such an interface has carried nothing, and is left out.
 */
export function networkDevicesOf(
  answer: unknown,
  platform: Portable['platform'],
): readonly NetworkDevice[] {
  const devices = new Map<string, NetworkDevice>();
  for (const each of records(answer)) {
    const own = name(each.iface);
    const [received, transmitted] = [count(each.rx_bytes), count(each.tx_bytes)];
    if (own === undefined || received === undefined || transmitted === undefined) continue;
    if (received + transmitted === 0) continue;
    const receiveDropped = platform === 'darwin' ? undefined : count(each.rx_dropped);
    const way = (
      bytes: number,
      errors: number | undefined,
      dropped: number | undefined,
    ): NetworkDevice['receive'] => ({
      bytes,
      ...(errors !== undefined && { errors }),
      ...(dropped !== undefined && { dropped }),
    });
    devices.set(own, {
      name: own,
      receive: way(received, count(each.rx_errors), receiveDropped),
      transmit: way(transmitted, count(each.tx_errors), count(each.tx_dropped)),
    });
  }
  return [...devices.values()];
}
