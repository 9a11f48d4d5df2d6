/** Quotes are sent to a client that stopped reading: they wait in memory. Fixed ends who is a megabyte behind. */
import { once } from 'node:events';
import WebSocket, { WebSocketServer } from 'ws';
import { mode, run } from '../harness.mjs';

const MOST_WAITING = 2 ** 20;
const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false });
await once(server, 'listening');

async function connect() {
  const client = new WebSocket(`ws://127.0.0.1:${server.address().port}`);
  client.on('error', () => {});
  await once(client, 'open');
  return client;
}
(await connect()).pause();
for (let n = 0; n < 3; n++) (await connect()).on('message', () => {});

await run('stalled-sockets', {
  rate: 10,
  op(index) {
    for (const client of server.clients) {
      if (mode === 'fixed' && client.bufferedAmount > MOST_WAITING) client.terminate();
      else client.send(Buffer.alloc(12_000, index));
    }
  },
});
