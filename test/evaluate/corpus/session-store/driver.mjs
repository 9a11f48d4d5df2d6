/**
 * A shop keeps a basket in the session of every visitor, those without cookies (probes, crawlers) among them: the store that express-session
 * brings along forgets an expired session only when it is asked for by its id. Fixed uses a store that prunes.
 */
import { once } from 'node:events';
import http from 'node:http';
import connect from 'connect';
import session from 'express-session';
import memorystore from 'memorystore';
import { elapsed, mode, run } from '../harness.mjs';

const MAX_AGE = 20_000;
const PruningStore = memorystore(session);
const store =
  mode === 'fixed'
    ? new PruningStore({ checkPeriod: 5000, ttl: MAX_AGE })
    : new session.MemoryStore();

const app = connect();
app.use(
  session({
    secret: 'basket',
    resave: false,
    saveUninitialized: true,
    cookie: { maxAge: MAX_AGE },
    store,
  }),
);
app.use((request, response) => {
  const { session: visit } = request;
  visit.arrivedAt ??= Date.now();
  visit.agent ??= request.headers['user-agent'];
  visit.viewed ??= [];
  visit.viewed.push({ url: request.url, at: Date.now() });
  visit.offers ??= Array.from({ length: 55 }, (_, n) => ({
    article: `article-${(n * 37) % 900}`,
    price: 999 + n * 10,
    reason: n % 3 ? 'often bought together' : 'on sale this week',
  }));
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify(visit.offers.slice(0, 5)));
});

const server = http.createServer(app).listen(0, '127.0.0.1');
await once(server, 'listening');
const agent = new http.Agent({ keepAlive: true, maxSockets: 8 });
const { port } = server.address();

function visit(path, cookie) {
  const { promise, resolve, reject } = Promise.withResolvers();
  const headers = { 'user-agent': 'shopper/2.1', ...(cookie && { cookie }) };
  http
    .get({ host: '127.0.0.1', port, path, agent, headers }, (response) => {
      response.resume();
      response.on('end', () => resolve(response.headers['set-cookie']?.[0].split(';')[0]));
    })
    .on('error', reject);
  return promise;
}

const cookies = new Array(40);

await run('session-store', {
  rate: 24,
  async op(index) {
    if (index % 3 === 0) {
      const known = (index / 3) % cookies.length;
      cookies[known] = (await visit(`/articles/${index % 900}`, cookies[known])) ?? cookies[known];
      return;
    }
    // Crawlers come in waves of a minute and a half.
    if (Math.random() < 0.6 + 0.4 * Math.sin((elapsed() / 90) * 2 * Math.PI))
      await visit(`/articles/${index % 900}`);
  },
});
