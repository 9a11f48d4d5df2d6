/**
 * Pollers schedule their next round from within the span of this one, so that each round's span is the child of the last and the trace never ends.
 * Fixed starts every round without a parent.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { once } from 'node:events';
import http from 'node:http';
import { mode, run } from '../harness.mjs';

const current = new AsyncLocalStorage();
let spans = 0;
export let exported = 0;

class Span {
  constructor(name, parent, attributes) {
    this.id = (++spans).toString(16).padStart(16, '0');
    this.traceId = parent?.traceId ?? `t${this.id}`;
    this.parent = parent;
    this.name = name;
    this.attributes = attributes;
    this.events = [];
    this.start = process.hrtime();
  }
  event(name, fields) {
    this.events.push({ name, at: process.hrtime(), ...fields });
  }
  end() {
    this.duration = process.hrtime(this.start);
    exported += 1;
  }
}

async function traced(name, attributes, work) {
  const span = new Span(name, current.getStore(), attributes);
  return current.run(span, async () => {
    try {
      return await work(span);
    } finally {
      span.end();
    }
  });
}

const pause = () => new Promise((done) => setImmediate(done));

function poll(queue, millis) {
  let due = performance.now();
  let rounds = 0;
  const round = () => {
    rounds += 1;
    const attributes = {
      'messaging.system': 'sqs',
      'messaging.destination': queue,
      'messaging.batch.size': 10,
      'messaging.cursor': Buffer.from(`${queue}/${rounds}/${Math.random()}`).toString('base64url'),
      'http.request.header': [
        `x-request-id: ${queue}-${rounds}-${Math.random()}`,
        'accept: application/json',
      ],
      'net.peer.name': `${queue}.eu-west-1.queues.example`,
      'net.peer.port': 443,
      'code.lag': Math.random(),
    };
    return traced('queue.poll', attributes, async (span) => {
      span.event('sent', { round: rounds, waited: performance.now() - due });
      await pause();
      const messages = Math.random() < 0.2 ? 1 + Math.floor(Math.random() * 3) : 0;
      span.event('received', { messages, took: performance.now() - due });
      for (let n = 0; n < messages; n++)
        await traced('queue.handle', { queue, n, body: { id: `${queue}/${spans}` } }, pause);
      due += millis;
      const next = () => setTimeout(round, Math.max(0, due - performance.now()));
      if (mode === 'fixed') current.run(undefined, next);
      else next();
    });
  };
  void round();
}
for (const [n, queue] of ['orders', 'mails', 'invoices', 'refunds'].entries())
  poll(queue, 90 + n * 30);

const server = http.createServer((request, response) =>
  traced('http.server', { path: request.url, agent: request.headers['user-agent'] }, async () => {
    await traced('db.query', { statement: 'select * from orders where id = ?' }, pause);
    response.end(JSON.stringify({ path: request.url, exported }));
  }),
);
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1');
await once(server, 'listening');
const { port } = server.address();
const agent = new http.Agent({ keepAlive: true, maxSockets: 4 });

await run('poll-spans', {
  rate: 8,
  async op(index) {
    const request = http.get({ host: '127.0.0.1', port, path: `/orders/${index}`, agent });
    const [response] = await once(request, 'response');
    for await (const chunk of response) void chunk;
  },
});
