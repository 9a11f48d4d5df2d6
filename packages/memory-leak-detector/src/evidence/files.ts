import { randomBytes } from 'node:crypto';
import { chmod, mkdir, readdir, rename, rm, stat, statfs } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { threadId } from 'node:worker_threads';

/** What stands behind the last dot but those of the kind itself. */
export type EvidenceKind =
  | 'heapprofile'
  | 'heapsnapshot'
  | 'cpuprofile'
  | 'heap.pb.gz'
  | 'cpu.pb.gz';

export interface EvidenceFiles {
  readonly folder: string;
  /** The newest so many of each kind are kept. */
  readonly limit: number;
  /** The free bytes of the file system that a folder is on. */
  readonly freeBytes?: (folder: string) => Promise<number>;
  /** What is left free there at least: others write there too. 64 MiB by default. */
  readonly reserveBytes?: number;
}

const RESERVE_BYTES = 64 * 2 ** 20;

export async function freeBytesOf(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}

/**
 * Makes a file that only its owner may read: `produce` writes it under a temporary name, and only a whole one gets its own. The
 * oldest beyond the limit are removed. Throws a `RangeError` where `bytes` and a reserve are not free on the disk.
 */
export async function placeFile(
  { folder, limit, freeBytes = freeBytesOf, reserveBytes = RESERVE_BYTES }: EvidenceFiles,
  kind: EvidenceKind,
  { bytes, epochMillis }: { readonly bytes: number; readonly epochMillis: number },
  produce: (temporary: string) => Promise<void>,
): Promise<string> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const free = await freeBytes(folder);
  if (free < bytes + reserveBytes)
    throw new RangeError(`${bytes} bytes and a reserve do not fit into ${free} free bytes`);
  const stamp = new Date(epochMillis).toISOString().replaceAll(/[:.]/g, '-');
  const unique = randomBytes(3).toString('hex');
  const path = join(folder, `plimsoll-${stamp}-${process.pid}-${threadId}-${unique}.${kind}`);
  const temporary = `${path}.tmp`;
  try {
    await produce(temporary);
    await chmod(temporary, 0o600);
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  await rotate(folder, kind, limit, basename(path));
  return path;
}

/** When a file of ours was begun, in milliseconds since the epoch, by its name; `undefined` for every other. */
export function timeOf(name: string, kind: EvidenceKind): number | undefined {
  const stamp = /^plimsoll-(\d{4}-\d\d-\d\d)T(\d\d)-(\d\d)-(\d\d)-(\d{3})Z-/.exec(name);
  if (!stamp || !name.includes(`.${kind}`)) return undefined;
  const [, date, hours, minutes, seconds, millis] = stamp;
  return Date.parse(`${date}T${hours}:${minutes}:${seconds}.${millis}Z`);
}

/**
 * Names begin with the time: the last are the newest, unless they are of a time to come, from before the clock was set back. What a process
 * that died left half written goes with them.
 */
async function rotate(
  folder: string,
  kind: EvidenceKind,
  limit: number,
  newest: string,
): Promise<void> {
  const pattern = new RegExp(`^plimsoll-.*\\.${kind}(\\.tmp)?$`);
  const others = (await readdir(folder)).filter((name) => pattern.test(name) && name !== newest);
  const surplus = Math.max(0, others.length + 1 - limit);
  const { mtimeMs: now } = await stat(join(folder, newest));
  const isAhead = (name: string): number => Number((timeOf(name, kind) ?? 0) > now);
  others.sort((a, b) => isAhead(b) - isAhead(a) || (a < b ? -1 : 1));
  for (const name of others.slice(0, surplus)) await rm(join(folder, name), { force: true });
}
