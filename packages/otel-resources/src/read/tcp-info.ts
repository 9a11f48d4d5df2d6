import { arch, endianness } from 'node:os';
import { type Library, type Opened, openLibrary } from './ffi/index.ts';

/** What the kernel tells of one TCP connection. */
export interface TcpInfo {
  /** Smoothed round trip time, in seconds; absent before the first is measured. */
  readonly rttSeconds?: number;
  /** The lowest of the last minutes, in seconds. */
  readonly minRttSeconds?: number;
  /** Segments sent again since it began. */
  readonly retransmits: number;
  /** Bytes sent that the peer has acknowledged. */
  readonly acknowledgedBytes?: number;
  readonly receivedBytes?: number;
}

/** Asks for the connection of a file descriptor; `undefined` where it is none of TCP. */
export interface TcpInfoReader extends Disposable {
  read(fd: number): TcpInfo | undefined;
}

/** How much of `struct tcp_info` is asked for; Linux 6.18 has 256 bytes, and gives no more than there is room. */
const SIZE = 256;
const IPPROTO_TCP = 6;
const TCP_INFO = 11;

/** Where the fields stand and end (include/uapi/linux/tcp.h): the struct grows at its end, so older kernels give less. */
const RTT = 68;
const TOTAL_RETRANS = 100;
const BYTES_ACKED = 120;
const BYTES_RECEIVED = 128;
const MIN_RTT = 148;

const LITTLE = endianness() === 'LE';
const MICROS = 1e6;
/** What the kernel says of a lowest time that it has not measured. */
const NEVER = 2 ** 32 - 1;

const SIGNATURES = { getsockopt: ['int32', 'int32', 'int32', 'bytes', 'bytes'] } as const;

/** Reads the first `length` bytes of a `struct tcp_info`; `undefined` where the kernel gave too little to be one. */
export function parseTcpInfo(bytes: Uint8Array, length: number): TcpInfo | undefined {
  const end = Math.min(length, bytes.length);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const short = (at: number): number | undefined =>
    end >= at + 4 ? view.getUint32(at, LITTLE) : undefined;
  const long = (at: number): number | undefined =>
    end >= at + 8 ? Number(view.getBigUint64(at, LITTLE)) : undefined;
  const retransmits = short(TOTAL_RETRANS);
  if (retransmits === undefined) return undefined;
  const rtt = short(RTT);
  const lowest = short(MIN_RTT);
  const acknowledgedBytes = long(BYTES_ACKED);
  const receivedBytes = long(BYTES_RECEIVED);
  return {
    retransmits,
    ...(rtt && { rttSeconds: rtt / MICROS }),
    ...(lowest && lowest !== NEVER && { minRttSeconds: lowest / MICROS }),
    ...(acknowledgedBytes !== undefined && { acknowledgedBytes }),
    ...(receivedBytes !== undefined && { receivedBytes }),
  };
}

/** The C library of this Linux: of GNU or of musl. */
function libraries(): readonly string[] {
  const machine = { x64: 'x86_64', arm64: 'aarch64' }[arch() as string];
  return ['libc.so.6', ...(machine === undefined ? [] : [`libc.musl-${machine}.so.1`])];
}

/**
 * Opens `getsockopt(2)` of the C library. It is called on this thread, where the descriptor cannot be closed meanwhile; it
 * copies what the kernel has and never waits. Never rejects.
 */
export async function openTcpInfo(
  paths: readonly string[] = libraries(),
): Promise<Opened<TcpInfoReader>> {
  const reasons: string[] = [];
  for (const path of paths) {
    const { library, reason } = await openLibrary(path, SIGNATURES);
    if (library) return { library: reader(library) };
    reasons.push(`${path}: ${reason}`);
  }
  return { reason: reasons.join('; ') };
}

function reader(library: Library<typeof SIGNATURES>): TcpInfoReader {
  const bytes = new Uint8Array(SIZE);
  const length = new Uint8Array(4);
  const lengthView = new DataView(length.buffer);
  const { getsockopt } = library.functions;
  return {
    read(fd) {
      lengthView.setInt32(0, SIZE, LITTLE);
      if (getsockopt?.(fd, IPPROTO_TCP, TCP_INFO, bytes, length) !== 0) return undefined;
      return parseTcpInfo(bytes, lengthView.getInt32(0, LITTLE));
    },
    [Symbol.dispose]: () => library[Symbol.dispose](),
  };
}
