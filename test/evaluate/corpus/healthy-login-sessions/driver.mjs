/** Sessions in the memory of an Express service: they are valid for 50 s, but only swept out every 75 s. */
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import express from 'express';
import session from 'express-session';
import createStore from 'memorystore';
import { run } from '../harness.mjs';

const MemoryStore = createStore(session);
const application = express();
application.use(
  session({
    secret: 'not a secret',
    resave: false,
    saveUninitialized: false,
    cookie: { maxAge: 50_000 },
    store: new MemoryStore({ checkPeriod: 75_000 }),
  }),
);
application.get('/login/:user', (incoming, response) => {
  const { user } = incoming.params;
  incoming.session.user = { name: user, mail: `${user}@example.com` };
  incoming.session.seen = Array.from({ length: 140 }, (_, n) => ({
    article: `article-${n}-of-${user}`,
    price: n * 1.5,
  }));
  response.json({ user });
});
const server = application.listen(0, '127.0.0.1');
await once(server, 'listening');
const agent = new Agent({ keepAlive: true, maxSockets: 4 });

await run('healthy-login-sessions', {
  rate: 16,
  op(index) {
    return new Promise((resolve, reject) => {
      const call = request({
        agent,
        host: '127.0.0.1',
        port: server.address().port,
        path: `/login/user-${index}`,
      });
      call.on('error', reject).on('response', (response) => response.resume().on('end', resolve));
      call.end();
    });
  },
});
