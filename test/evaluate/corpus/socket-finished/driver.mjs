/**
 * Orders are audited when the client has gone: `finished` on the socket, which stays for hours behind the load balancer and keeps the listeners
 * of all its requests. Fixed waits for the response. Every 20 s a report makes garbage.
 */
import { once } from 'node:events';
import http from 'node:http';
import { finished } from 'node:stream';
import { mode, run } from '../harness.mjs';

const audit = { done: 0, failed: 0, lines: 0, last: undefined };

async function bodyOf(stream) {
  let text = '';
  stream.setEncoding('utf8');
  for await (const chunk of stream) text += chunk;
  return JSON.parse(text);
}

const server = http.createServer(async (request, response) => {
  request.socket.setMaxListeners(0);
  const order = await bodyOf(request);
  finished(mode === 'fixed' ? response : request.socket, (error) => {
    if (error) audit.failed += 1;
    else audit.done += 1;
    audit.lines += order.lines.length;
    audit.last = `${request.url} ${response.statusCode} ${order.id}`;
  });
  const sum = order.lines.reduce((all, { price, count }) => all + price * count, 0);
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify({ id: order.id, sum }));
});
server.keepAliveTimeout = 75_000;
server.listen(0, '127.0.0.1');
await once(server, 'listening');
const { port } = server.address();
const agent = new http.Agent({ keepAlive: true, maxSockets: 3, scheduling: 'fifo' });

async function post(order) {
  const request = http.request({
    host: '127.0.0.1',
    port,
    agent,
    method: 'POST',
    path: '/orders',
    headers: { 'content-type': 'application/json', 'x-request-id': `request-${order.id}` },
  });
  request.end(JSON.stringify(order));
  const [response] = await once(request, 'response');
  return bodyOf(response);
}

function report() {
  const lines = [];
  for (let n = 0; n < 40_000; n++) lines.push({ n, text: `line ${n}`, sums: [n, n * 2, n * 3] });
  return lines.length;
}
setInterval(report, 20_000);

await run('socket-finished', {
  rate: 18,
  op: (id) =>
    post({
      id,
      customer: `customer ${id}`,
      lines: Array.from({ length: 8 + (id % 50) }, (_, n) => ({
        sku: `sku-${id}-${n}`,
        price: n * 1.5,
        count: 1 + (n % 3),
      })),
    }),
});
