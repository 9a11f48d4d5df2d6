/** Up to 7.14.0 an agent of undici keeps the client of every origin that it ever asked, as a crawler or a sender of webhooks does. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import { mode, run } from '../harness.mjs';

const { Agent, request } = await import(mode);

const server = createServer((_, response) => response.end('accepted')).listen(0, '0.0.0.0');
await once(server, 'listening');
const { port } = server.address();
const dispatcher = new Agent({ keepAliveTimeout: 1000, keepAliveMaxTimeout: 1000 });
const hostOf = (n) => `127.${1 + ((n >> 16) & 63)}.${(n >> 8) & 255}.${n & 255}`;

await run('undici-origins', {
  rate: 6,
  async op(index) {
    const { body } = await request(`http://${hostOf(index + 1)}:${port}/hook`, { dispatcher });
    await body.text();
  },
});
