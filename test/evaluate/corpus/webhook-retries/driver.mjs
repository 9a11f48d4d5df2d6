/** Events go to the webhooks of subscribers; those whose endpoint is gone are tried for ever, and each event waits in its timer. Subscribers leave now and then. Fixed gives up at 410. */
import { once } from 'node:events';
import http from 'node:http';
import { elapsed, run } from '../harness.mjs';
import { orderPaid } from './orders.mjs';
import { deliver } from './webhooks.mjs';

const SUBSCRIBERS = 40;
const gone = new Set();
const receiver = http.createServer((request, response) => {
  request.resume().on('end', () => {
    response.statusCode = gone.has(request.url) ? 410 : 200;
    response.end();
  });
});
receiver.listen(0, '127.0.0.1');
await once(receiver, 'listening');
const { port } = receiver.address();

await run('webhook-retries', {
  rate: 24,
  op(index) {
    const leaving = Math.min(10, Math.floor(elapsed() / 30));
    if (gone.size < leaving) gone.add(`/hooks/${gone.size * 4}`);
    return deliver({ port, path: `/hooks/${(index * 7) % SUBSCRIBERS}` }, orderPaid(index));
  },
});
