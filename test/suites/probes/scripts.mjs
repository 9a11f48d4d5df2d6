import { once } from 'node:events';
import { createServer } from 'node:http';
import { startTcpProxy } from '@plimsoll/kernel/test/tcp-proxy';
import { observePool } from '@plimsoll/pool-instrumentation';
import { readHttp } from './read-http.mjs';

/** Servers of the loopback are found by their usual variables. */
const { REDIS_PORT = '6379', AMQP_PORT = '5672', MONGODB_PORT = '27017' } = process.env;

/** By client: the moments of what lends nothing, or to itself alone. Some hold back what the server answers. */
export const SCRIPTS = {
  ioredis: async (load) => {
    const proxy = await startTcpProxy(Number(REDIS_PORT));
    proxy.hold();
    let client;
    let pong;
    return {
      moments: [
        () => {
          client = new (load('ioredis').default)({ host: '127.0.0.1', port: proxy.port });
          pong = client.ping();
        },
        async () => {
          proxy.flow();
          await pong;
        },
        async () => {
          const ended = once(client, 'end');
          await client.quit();
          await ended;
        },
      ],
    };
  },
  amqplib: async (load) => {
    const proxy = await startTcpProxy(Number(AMQP_PORT));
    const url = `amqp://guest:guest@127.0.0.1:${proxy.port}?channelMax=3`;
    const connection = await load('amqplib').connect(url);
    const channels = [];
    const open = () => channels.push(connection.createChannel());
    return {
      moments: [
        async () => {
          open();
          open();
          await Promise.all(channels);
        },
        () => {
          proxy.hold();
          open();
        },
        async () => {
          proxy.flow();
          for (const channel of channels) await (await channel).close();
        },
        () => connection.close(),
      ],
    };
  },
  mongodb: async (load) => {
    const proxy = await startTcpProxy(Number(MONGODB_PORT));
    const client = new (load('mongodb').MongoClient)(`mongodb://127.0.0.1:${proxy.port}/`, {
      minPoolSize: 2,
      maxPoolSize: 2,
    });
    const seen = { connectionReady: 0, connectionCheckedOut: 0 };
    for (const event of Object.keys(seen)) client.on(event, () => seen[event]++);
    await client.connect();
    while (seen.connectionReady < 2) await once(client, 'connectionReady');
    seen.connectionCheckedOut = 0;
    const answers = [];
    const ask = () => answers.push(client.db().command({ ping: 1 }));
    return {
      moments: [
        async () => {
          proxy.hold();
          ask();
          ask();
          while (seen.connectionCheckedOut < 2) await once(client, 'connectionCheckedOut');
        },
        ask,
        async () => {
          proxy.flow();
          await Promise.all(answers);
        },
        () => client.close(),
      ],
    };
  },
  undici: async (load) => {
    const { Agent, Client } = load('undici');
    const requests = [];
    const server = createServer((_request, response) => {
      requests.push(response);
      server.emit('asked');
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const origin = `http://127.0.0.1:${server.address().port}`;
    observePool(new Client(origin));
    const agent = new Agent({ connections: 2 });
    observePool(agent);
    const asked = async (count) => {
      while (requests.length < count) await once(server, 'asked');
    };
    const answers = [];
    const ask = () =>
      answers.push(
        agent.request({ origin, path: '/', method: 'GET' }).then((it) => it.body.text()),
      );
    return {
      moments: [
        () => {
          ask();
          ask();
          return asked(2);
        },
        ask,
        async () => {
          for (let next = 0; next < 3; next++) {
            await asked(next + 1);
            requests[next].end();
          }
          await Promise.all(answers);
        },
        () => agent.close(),
      ],
      read: readHttp,
    };
  },
};
