import type { Filesystem } from '../filesystems.ts';
import type { Portable } from '../portable.ts';
import type { Storage } from '../storage.ts';
import { count, name, records } from './fields.ts';

export interface PortableFilesystem {
  readonly filesystem: Filesystem;
  readonly storage: Pick<Storage, 'limit' | 'used' | 'free'>;
}

/** As the systems call those with storage of their own, in small letters. */
const LOCAL = new Set('apfs hfs zfs exfat msdos ntfs refs fat32 fat'.split(' '));

/**
 * `fsSize()`: local ones, each device once. The volumes of an APFS container share its storage, so the first of them
 * tells it for all, and what is not available is used, by whichever volume.
 */
export function filesystemsOf(
  answer: unknown,
  platform: Portable['platform'],
): readonly PortableFilesystem[] {
  const found = new Map<string, PortableFilesystem>();
  for (const each of records(answer)) {
    const [device, point, type] = [name(each.fs), name(each.mount), name(each.type)?.toLowerCase()];
    const [limit, free] = [count(each.size), count(each.available)];
    if (!device || !point || !type || !LOCAL.has(type)) continue;
    if (!limit || free === undefined || free > limit) continue;
    const store = (platform === 'darwin' && /^\/dev\/disk\d+/.exec(device)?.[0]) || device;
    if (found.has(type === 'apfs' ? store : device)) continue;
    const mode = each.rw === false ? 'ro' : 'rw';
    found.set(type === 'apfs' ? store : device, {
      filesystem: { device, point, type, mode },
      storage: { limit, used: limit - free, free },
    });
  }
  return [...found.values()];
}
