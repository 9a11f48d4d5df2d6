import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { integerAt } from './text.ts';

/** What the kernel knows of the line behind a network interface. */
export interface Link {
  readonly up: boolean;
  /** Bytes a second in each direction, or in both together on a line that is `halfDuplex`; absent where unknown. */
  readonly limit?: number;
  readonly halfDuplex: boolean;
}

/** Megabits a second. */
const BYTES_PER_SECOND = 1e6 / 8;

/**
 * `undefined` for what has no line of its own: the speed that the drivers of virtual pairs, tunnels and bridges give is
 * made up. The kernel asks the driver under a lock that others may hold for long, so this is no call for the event loop.
 */
export async function readLink(sys: string, name: string): Promise<Link | undefined> {
  const directory = join(sys, 'class/net', name);
  if (!(await isThere(join(directory, 'device'))) && !(await isThere(join(directory, 'bonding'))))
    return undefined;
  const [state, carrier, speed, duplex] = [
    await textOf(join(directory, 'operstate')),
    await textOf(join(directory, 'carrier')),
    await textOf(join(directory, 'speed')),
    await textOf(join(directory, 'duplex')),
  ];
  if (state === undefined) return undefined;
  const limit = parseSpeed(speed ?? '');
  return {
    up: state === 'up\n' || (state === 'unknown\n' && carrier === '1\n'),
    ...(limit !== undefined && { limit }),
    halfDuplex: duplex === 'half\n',
  };
}

/** In bytes a second; `undefined` where the driver does not know (-1, and 2^32-1 from old kernels). */
export function parseSpeed(text: string): number | undefined {
  const megabits = integerAt(text, 0);
  if (megabits === undefined || megabits <= 0 || megabits >= 2 ** 31) return undefined;
  return megabits * BYTES_PER_SECOND;
}

async function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

/** An interface that is down answers EINVAL. */
async function textOf(path: string): Promise<string | undefined> {
  return readFile(path, 'latin1').catch(() => undefined);
}
