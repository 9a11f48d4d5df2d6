/** A file system with storage of its own, at the place where it is mounted. */
export interface Filesystem {
  readonly device: string;
  readonly point: string;
  readonly type: string;
  readonly mode: 'rw' | 'ro';
}

/**
 * Those that answer from this machine. Network and FUSE file systems are left out: asking one whose server is gone
 * takes a thread for as long as that lasts. So is what lives in memory, which tells nothing about storage.
 */
const LOCAL = new Set(
  'bcachefs btrfs erofs exfat ext2 ext3 ext4 f2fs hfsplus jfs nilfs2 ntfs3 reiserfs vfat xfs zfs'.split(
    ' ',
  ),
);

/**
 * /proc/self/mountinfo (proc(5)): each device once, where it was mounted first, since bind mounts show the same storage
 * again; and the root of a container.
 */
export function parseFilesystems(text: string): readonly Filesystem[] | undefined {
  if (!/^\d+ \d+ /.test(text)) return undefined;
  const found = new Map<string, Filesystem>();
  for (const line of text.slice(0, text.lastIndexOf('\n') + 1).split('\n')) {
    const [place, kind] = line.split(' - ');
    const [, , number, , point, options] = (place ?? '').split(' ');
    const [type, device] = (kind ?? '').split(' ');
    if (!number || !point?.startsWith('/') || !options || !type || !device) continue;
    const rootOfContainer = type === 'overlay' && point === '/';
    if (found.has(number) || !(LOCAL.has(type) || rootOfContainer)) continue;
    const mode = options.split(',').includes('ro') ? 'ro' : 'rw';
    found.set(number, { device: unescapeOctal(device), point: unescapeOctal(point), type, mode });
  }
  return [...found.values()];
}

/** Blanks in paths are written as `\040`, and bytes beyond ASCII stand as they are. */
function unescapeOctal(path: string): string {
  const bytes = path.replace(/\\([0-7]{3})/g, (_, octal: string) =>
    String.fromCharCode(Number.parseInt(octal, 8)),
  );
  return Buffer.from(bytes, 'latin1').toString('utf8');
}
