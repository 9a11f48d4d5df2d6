/** Payments over HTTP: the reply to each idempotency key is kept for 100 s, 2,500 at most; traffic comes in waves of 210 s. */
import { randomUUID } from 'node:crypto';
import { Agent, request } from 'node:http';
import fastify from 'fastify';
import { LRUCache } from 'lru-cache';
import { elapsed, run } from '../harness.mjs';

const replies = new LRUCache({ max: 2500, ttl: 100_000, ttlAutopurge: true });
const app = fastify();
app.post('/payments', (req) => {
  const key = req.headers['idempotency-key'];
  const known = replies.get(key);
  if (known) return known;
  const reply = {
    id: randomUUID(),
    state: 'accepted',
    lines: req.body.lines.map((line) => ({ ...line, tax: line.price * 0.19 })),
  };
  replies.set(key, reply);
  return reply;
});
await app.listen({ host: '127.0.0.1', port: 0 });
const { port } = app.server.address();
const agent = new Agent({ keepAlive: true, maxSockets: 8 });

const post = (key, body) =>
  new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json', 'idempotency-key': key };
    const call = request({
      agent,
      port,
      host: '127.0.0.1',
      path: '/payments',
      method: 'POST',
      headers,
    });
    call.on('error', reject).on('response', (res) => res.resume().on('end', resolve));
    call.end(JSON.stringify(body));
  });

let last = randomUUID();
await run('healthy-idempotency-keys', {
  rate: 20,
  async op(index) {
    const share = 0.25 + 0.75 * Math.sin((Math.PI * elapsed()) / 210) ** 2;
    if (Math.random() > share) return;
    if (index % 12) last = randomUUID();
    const lines = Array.from({ length: 36 }, (_, n) => ({
      article: `a-${index}-${n}`,
      price: n * 1.07,
    }));
    await post(last, { lines });
  },
});
