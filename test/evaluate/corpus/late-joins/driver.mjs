/**
 * A server of live scores looks up what a visitor follows and lets the socket join those rooms; some have left by then. Up to socket.io 4.5.1 a socket
 * joins even after it was disconnected, and nothing takes it out of the adapter's rooms; 4.5.2 refuses.
 */
import { once } from 'node:events';
import http from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { io as connect } from 'socket.io-client';
import { mode, run } from '../harness.mjs';

const { Server } = await import(mode);

const ROOMS = 90;
const server = http.createServer().listen(0, '127.0.0.1');
await once(server, 'listening');
const io = new Server(server, { transports: ['websocket'], serveClient: false });

async function followed(visitor) {
  await sleep(60 + (visitor % 40));
  return Array.from(
    { length: ROOMS },
    (_, n) => `visitor:${visitor}:match:${(visitor * 31 + n * 7) % 5000}`,
  );
}

io.on('connection', async (socket) => {
  const visitor = Number(socket.handshake.auth.visitor);
  const rooms = await followed(visitor);
  socket.join(rooms);
  socket.emit('ready', rooms.length);
});

const url = `http://127.0.0.1:${server.address().port}`;

await run('late-joins', {
  rate: 6,
  async op(index) {
    const socket = connect(url, {
      transports: ['websocket'],
      reconnection: false,
      forceNew: true,
      auth: { visitor: index },
    });
    await once(socket, 'connect');
    if (index % 2) await once(socket, 'ready');
    socket.disconnect();
  },
});
