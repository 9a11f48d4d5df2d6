import { channel } from 'node:diagnostics_channel';
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { openSockets, tellsEverySocket } from '../../src/read/sockets.ts';

test.each([
  ['v20.20.2', false],
  ['v22.16.0', false],
  ['v22.17.0', true],
  ['v24.1.0', false],
  ['v24.2.0', true],
  ['v26.0.0', true],
])('Node %s tells every socket: %s', (version, every) => {
  expect(tellsEverySocket(version)).toBe(every);
});

/** What of a socket is read. */
interface FakeSocket {
  bytesRead: number;
  _bytesDispatched: number;
  destroyed: boolean;
  connecting: boolean;
  _handle: object | null;
}

function fakeSocket(): FakeSocket {
  const socket = {
    bytesRead: 0,
    _bytesDispatched: 0,
    destroyed: false,
    connecting: false,
    _handle: {},
  };
  channel('net.client.socket').publish({ socket });
  return socket;
}

function watching() {
  const sockets = openSockets();
  onTestFinished(() => sockets[Symbol.dispose]());
  const before = sockets.receivedBytes;
  return { sockets, received: () => sockets.receivedBytes - before };
}

test('holds no more sockets that have ended than others', () => {
  const { sockets } = watching();
  const before = sockets.count;
  for (let turn = 0; turn < 100_000; turn++) {
    const socket = fakeSocket();
    socket.destroyed = true;
    socket._handle = null;
  }
  expect(sockets.count - before).toBeLessThan(10);
});

test('does not take a socket for ended that is about to connect', () => {
  const { sockets, received } = watching();
  const socket = fakeSocket();
  socket._handle = null;
  sockets.look(1000);
  socket._handle = {};
  socket.bytesRead = 7;
  sockets.look(1000);
  expect(received()).toBe(7);
});

test('counts what a socket carried before it connects again, and what it carries then', () => {
  const { sockets, received } = watching();
  const socket = fakeSocket();
  socket.bytesRead = 10;
  socket._handle = null;
  channel('net.client.socket').publish({ socket });
  socket._handle = {};
  socket.bytesRead = 30;
  sockets.look(1000);
  expect(received()).toBe(40);
});

test('throws what a foreign socket throws at the next look, not where it was made', () => {
  const { sockets } = watching();
  channel('net.client.socket').publish({
    socket: {
      get bytesRead() {
        throw new Error('foreign');
      },
    },
  });
  fakeSocket();
  expect(() => sockets.look(0)).toThrow('foreign');
});

test('counts every byte once, in whatever order sockets carry, end and are looked at', () => {
  const step = fc.oneof(
    fc.record({ do: fc.constant('open' as const) }),
    fc.record({ do: fc.constant('look' as const), limit: fc.nat(5) }),
    fc.record({ do: fc.constant('carry' as const), which: fc.nat(), bytes: fc.nat(1000) }),
    fc.record({ do: fc.constant('end' as const), which: fc.nat() }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const sockets = openSockets();
      const before = sockets.receivedBytes;
      const open: FakeSocket[] = [];
      let sum = 0;
      let last = 0;
      for (const each of steps) {
        const at = 'which' in each ? each.which % Math.max(1, open.length) : 0;
        const socket = open[at];
        if (each.do === 'open') open.push(fakeSocket());
        else if (each.do === 'look') sockets.look(each.limit);
        else if (socket && each.do === 'carry') {
          socket.bytesRead += each.bytes;
          sum += each.bytes;
        } else if (socket) {
          Object.assign(socket, { destroyed: true, _handle: null });
          open.splice(at, 1);
        }
        expect(sockets.receivedBytes).toBeGreaterThanOrEqual(last);
        last = sockets.receivedBytes;
      }
      sockets.look(1000);
      expect(sockets.receivedBytes - before).toBe(sum);
      sockets[Symbol.dispose]();
    }),
  );
});
