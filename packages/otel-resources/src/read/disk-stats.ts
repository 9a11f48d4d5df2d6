import { integers } from './text.ts';

/** What one disk has done since it was attached. */
export interface DiskStats {
  readonly name: string;
  readonly read: DiskCounts;
  readonly write: DiskCounts;
  /** Time in which anything was under way, in milliseconds; wraps at 32 bits. */
  readonly busyMillis?: number;
}

interface DiskCounts {
  readonly operations: number;
  readonly merged?: number;
  readonly bytes?: number;
  /** The time that each operation took, added up, in milliseconds; wraps at 32 bits. */
  readonly millis?: number;
}

/** The kernel counts in sectors of 512 bytes whatever the disk has. */
const SECTOR_BYTES = 512;
const COLUMNS = 11;
const WRITE = 4;
const BUSY = 9;

/**
 * Memory, removable media, and what stands on other disks (device mapper, RAID, caches, volumes, the paths of a multipath
 * NVMe): what those carry is counted where it is carried.
 */
const NOT_A_DISK = /^(?:z?ram|loop|fd|sr|dm-|md|bcache|drbd|zd)\d|^mmcblk\d+boot\d|^nvme\d+c\d+n/;
const LINE = /^ *\d{1,9} +\d{1,9} +([^\s]{1,64}) /;

/**
 * /proc/diskstats, whole disks only, each once, in the order of the kernel
 * (https://docs.kernel.org/admin-guide/iostats.html).
 */
export function parseDiskStats(text: string): readonly DiskStats[] | undefined {
  if (!LINE.test(text)) return undefined;
  const disks = new Map<string, DiskStats>();
  let at = 0;
  for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', at)) {
    const line = text.slice(at, end + 1);
    at = end + 1;
    const [head = '', name] = LINE.exec(line) ?? [];
    if (!name || disks.has(name) || NOT_A_DISK.test(name)) continue;
    const counts = integers(line, head.length, COLUMNS);
    if (counts.length < COLUMNS || counts.some((count) => count < 0)) continue;
    disks.set(name, {
      name,
      read: pick(counts, 0),
      write: pick(counts, WRITE),
      busyMillis: counts[BUSY] ?? 0,
    });
  }
  return [...disks.values()].filter(({ name }) => !isPartition(name, disks));
}

/** The name of every device of /proc/diskstats, by its number: `8:0` is `sda`. */
export function parseDeviceNames(text: string): Readonly<Record<string, string>> {
  const lines = text.matchAll(/^ *(\d{1,9}) +(\d{1,9}) +([^\s]{1,64}) .*\n/gm);
  return Object.fromEntries(
    [...lines].map(([, major, minor, name = '']) => [`${major}:${minor}`, name]),
  );
}

/** `sda1` beside `sda`, `nvme0n1p2` beside `nvme0n1`: an `xvda1` alone is a disk. */
function isPartition(name: string, disks: ReadonlyMap<string, unknown>): boolean {
  const stem = name.replace(/\d+$/, '');
  return stem !== name && (disks.has(stem) || (/\dp$/.test(stem) && disks.has(stem.slice(0, -1))));
}

function pick(counts: readonly number[], from: number): DiskCounts {
  const [operations = 0, merged = 0, sectors = 0, millis = 0] = counts.slice(from, from + 4);
  return { operations, merged, bytes: sectors * SECTOR_BYTES, millis };
}
