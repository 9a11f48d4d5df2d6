import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { Socket } from 'node:net';

/** What of a socket and of its handle is read; the handle of a TLS client stands on the one that carries the bytes. */
interface OpenSocket extends Socket {
  readonly _bytesDispatched?: number;
  readonly _handle?: SocketHandle | null;
  readonly _server?: unknown;
}

interface SocketHandle {
  readonly fd?: number;
  readonly _parent?: { readonly bytesRead?: number; readonly bytesWritten?: number };
}

interface Counted {
  readonly socket: OpenSocket;
  received: number;
  transmitted: number;
  /** Of a TLS client, what went over the wire; the two above are then what the application saw. */
  wireReceived: number;
  wireTransmitted: number;
  /** Seen without a handle: so are sockets that have ended, and those that are just about to connect. */
  idle: boolean;
}

const NOTHING_YET: Omit<Counted, 'socket'> = {
  received: 0,
  transmitted: 0,
  wireReceived: 0,
  wireTransmitted: 0,
  idle: false,
};

/** The TCP and local sockets of this thread, and what they carried. */
export interface Sockets extends Disposable {
  readonly receivedBytes: number;
  readonly transmittedBytes: number;
  /** Those that are open, and those that ended since they were last looked at. */
  readonly count: number;
  /** Looks at the next `limit` of them, all in turn, and lets go of those that have ended. */
  look(limit: number): void;
  /** The next `limit` of them that are open and have a descriptor, all in turn. */
  next(limit: number): readonly Socket[];
}

const CHANNELS = ['net.client.socket', 'net.server.socket'] as const;

/** As many are looked at for each that is new: so those that have ended are never more than the others. */
const LOOKS_PER_SOCKET = 2;

/**
 * Whether `net.client.socket` tells every client: before 22.17 and 24.2 it told neither those of TLS nor those made by
 * `new Socket()` (https://github.com/nodejs/node/pull/58349).
 */
export function tellsEverySocket(version: string): boolean {
  const [major = 0, minor = 0] = version.replace(/^v/, '').split('.').map(Number);
  if (major === 22) return minor >= 17;
  return major === 24 ? minor >= 2 : major > 24;
}

/**
 * Follows sockets from their start on, and those TCP sockets that are open already. A listener for their end would count
 * against the limit of an emitter, so there is none: a socket keeps its counts after its end, and is looked at in turn.
 * Until then it is held; while it is open its own handle holds it anyway.
 */
export function openSockets(): Sockets {
  const known = new Map<OpenSocket, Counted>();
  // Walked by place: an iterator of the map would hold what it has not passed.
  const all: Counted[] = [];
  let lookedAt = 0;
  let listed = 0;
  let receivedBytes = 0;
  let transmittedBytes = 0;
  let fault: unknown;

  const count = (counted: Counted): void => {
    const { socket } = counted;
    const received = socket.bytesRead;
    // Not `bytesWritten`, which counts what is still to be sent.
    const transmitted = socket._bytesDispatched ?? socket.bytesWritten;
    const wire = socket._handle?._parent;
    if (wire) {
      receivedBytes += grown(counted.wireReceived, wire.bytesRead);
      transmittedBytes += grown(counted.wireTransmitted, wire.bytesWritten);
      counted.wireReceived = wire.bytesRead ?? counted.wireReceived;
      counted.wireTransmitted = wire.bytesWritten ?? counted.wireTransmitted;
    } else {
      receivedBytes += grown(counted.received, received);
      transmittedBytes += grown(counted.transmitted, transmitted);
    }
    counted.received = received;
    counted.transmitted = transmitted;
  };

  /** Whether it has ended, and is let go of. */
  const ended = (counted: Counted): boolean => {
    count(counted);
    const { socket, idle } = counted;
    const without = !socket.connecting && !socket._handle;
    counted.idle = without;
    return socket.destroyed || (without && idle);
  };

  const remove = (at: number): void => {
    const [last] = all.splice(-1);
    const counted = all[at] ?? last;
    if (counted) known.delete(counted.socket);
    if (last && at < all.length) all[at] = last;
  };

  const look = (limit: number): void => {
    let left = all.length;
    for (let looks = 0; looks < limit && left > 0; looks++) {
      if (lookedAt >= all.length) lookedAt = 0;
      if (ended(all[lookedAt] as Counted)) {
        remove(lookedAt);
        left = Math.min(left, all.length);
      } else {
        lookedAt++;
        left--;
      }
    }
  };

  const add = (socket: OpenSocket): void => {
    const before = known.get(socket);
    if (before) {
      count(before);
      // One that connects again begins anew.
      if (!socket._handle) Object.assign(before, NOTHING_YET);
      return;
    }
    const counted = { socket, ...NOTHING_YET };
    known.set(socket, counted);
    all.push(counted);
  };

  // What is thrown here would end the application: it waits for the next look.
  const listen = (message: unknown): void => {
    try {
      look(LOOKS_PER_SOCKET);
      add((message as { readonly socket: OpenSocket }).socket);
    } catch (error) {
      fault = error;
    }
  };

  for (const channel of CHANNELS) subscribe(channel, listen);
  for (const socket of openNow()) add(socket);

  return {
    get receivedBytes() {
      return receivedBytes;
    },
    get transmittedBytes() {
      return transmittedBytes;
    },
    get count() {
      return all.length;
    },
    look(limit) {
      const error = fault;
      fault = undefined;
      if (error) throw error;
      look(limit);
    },
    next(limit) {
      const found: OpenSocket[] = [];
      for (let left = all.length; left > 0 && found.length < limit; left--) {
        if (listed >= all.length) listed = 0;
        const socket = all[listed++]?.socket;
        if (socket && descriptorOf(socket) !== undefined) found.push(socket);
      }
      return found;
    },
    [Symbol.dispose]() {
      for (const channel of CHANNELS) unsubscribe(channel, listen);
      known.clear();
      all.length = 0;
    },
  };
}

/** The file descriptor of an open socket; `undefined` where it has none, as on Windows. */
export function descriptorOf(socket: Socket): number | undefined {
  const fd = (socket as OpenSocket)._handle?.fd;
  return fd !== undefined && fd >= 0 ? fd : undefined;
}

/** Whether a server of this process has accepted it. */
export function isAccepted(socket: Socket): boolean {
  return Boolean((socket as OpenSocket)._server);
}

/** A count that is less than the last began anew. */
function grown(last: number, now: number | undefined): number {
  if (now === undefined) return 0;
  return now >= last ? now - last : now;
}

/** Of handles that are not told apart from pipes to children, none: only TCP. */
function openNow(): readonly OpenSocket[] {
  const { _getActiveHandles: handles } = process as unknown as {
    _getActiveHandles?(): readonly unknown[];
  };
  return (handles?.call(process) ?? []).filter(
    (handle): handle is OpenSocket =>
      handle instanceof Socket && (handle.remoteAddress !== undefined || handle.connecting),
  );
}
