import { integerAt } from '../text.ts';

/** What a cgroup has read from and written to one device, in bytes. */
export interface DeviceIo {
  /** `8:0`: major and minor number. */
  readonly device: string;
  readonly read: number;
  readonly write: number;
}

/** More devices than this are cut. */
const MOST_DEVICES = 256;
const DEVICE = /^(\d{1,7}:\d{1,7}) /;

/** io.stat of cgroup v2: `8:0 rbytes=1 wbytes=2 rios=3 ...`, one line a device (https://docs.kernel.org/admin-guide/cgroup-v2.html#io). */
export function parseIoStat(text: string): readonly DeviceIo[] | undefined {
  return collect(text, (line, io) => {
    io.read ??= numberAfter(line, ' rbytes=');
    io.write ??= numberAfter(line, ' wbytes=');
  });
}

/**
 * blkio.throttle.io_service_bytes_recursive of cgroup v1: `8:0 Read 1`, a line for each kind
 * (https://docs.kernel.org/admin-guide/cgroup-v1/blkio-controller.html). A cgroup without any has the line `Total 0` alone.
 */
export function parseBlkio(text: string): readonly DeviceIo[] | undefined {
  return collect(text, (line, io) => {
    io.read ??= numberAfter(line, ' Read ');
    io.write ??= numberAfter(line, ' Write ');
  });
}

type Found = { read?: number | undefined; write?: number | undefined };

function collect(
  text: string,
  take: (line: string, io: Found) => void,
): readonly DeviceIo[] | undefined {
  const devices = new Map<string, Found>();
  let at = 0;
  for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', at)) {
    const line = text.slice(at, end + 1);
    at = end + 1;
    const device = DEVICE.exec(line)?.[1];
    if (device === undefined || devices.size >= MOST_DEVICES) continue;
    const io = devices.get(device) ?? {};
    devices.set(device, io);
    take(line, io);
  }
  if (text !== '' && at === 0) return undefined;
  return [...devices].flatMap(([device, { read, write }]) =>
    read === undefined && write === undefined
      ? []
      : [{ device, read: read ?? 0, write: write ?? 0 }],
  );
}

function numberAfter(line: string, key: string): number | undefined {
  const at = line.indexOf(key);
  const value = at < 0 ? undefined : integerAt(line, at + key.length);
  return value === undefined || value < 0 ? undefined : value;
}
