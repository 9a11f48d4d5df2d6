/** After each restart of a balancer, once a minute, 120 clients connect at once, talk for 25 s and leave. */
import { once } from 'node:events';
import WebSocket, { WebSocketServer } from 'ws';
import { run } from '../harness.mjs';

const CLIENTS = 120;
const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: true });
await once(server, 'listening');
server.on('connection', (socket) => {
  socket.history = [];
  socket.on('message', (text) => {
    socket.history.push(String(text));
    socket.send(`seen ${socket.history.length}`);
  });
});

await run('healthy-socket-storms', {
  rate: 2,
  concurrency: 2 * CLIENTS,
  async op(index) {
    if (index % CLIENTS !== 10) return;
    for (let n = 0; n < CLIENTS; n++) {
      const client = new WebSocket(`ws://127.0.0.1:${server.address().port}`);
      client.on('open', () =>
        client.send(JSON.stringify({ subscribe: n, padding: 'x'.repeat(2000) })),
      );
      client.on('error', () => {});
      setTimeout(() => client.close(), 25_000 + n * 20);
    }
  },
});
