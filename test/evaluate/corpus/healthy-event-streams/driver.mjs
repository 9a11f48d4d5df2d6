/** Server-sent events (express): clients come at random, 5 a second, and stay for 60 s on average: it takes three minutes until as many go as come. */
import { once } from 'node:events';
import { request } from 'node:http';
import express from 'express';
import { run } from '../harness.mjs';

const MEAN_SECONDS = 60;
const REPLAY = 50;
const clients = new Set();
const application = express();
application.get('/events/:topic', (incoming, response) => {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  const client = { response, topic: incoming.params.topic, replay: [] };
  for (let n = 0; n < REPLAY; n++)
    client.replay.push({
      n,
      topic: client.topic,
      prices: Array.from({ length: 100 }, Math.random),
    });
  response.write(`data: ${JSON.stringify(client.replay.at(-1))}\n\n`);
  clients.add(client);
  incoming.on('close', () => clients.delete(client));
});
const server = application.listen(0, '127.0.0.1');
await once(server, 'listening');

let tick = 0;
setInterval(() => {
  tick += 1;
  let n = 0;
  for (const { response, replay, topic } of clients) {
    if (n++ % 10 !== tick % 10) continue;
    replay.push({ n: tick, topic, prices: Array.from({ length: 100 }, Math.random) });
    if (replay.length > REPLAY) replay.shift();
    response.write(`data: ${tick}\n\n`);
  }
}, 500);

await run('healthy-event-streams', {
  rate: 5,
  op(index) {
    const client = request({
      port: server.address().port,
      host: '127.0.0.1',
      path: `/events/topic-${index % 50}`,
      agent: false,
    });
    const stay = Math.min(240, -MEAN_SECONDS * Math.log(1 - Math.random()));
    return new Promise((resolve, reject) => {
      client.on('error', reject);
      client.on('response', (response) => {
        response.on('error', () => {});
        response.resume();
        setTimeout(() => client.destroy(), stay * 1000);
        resolve();
      });
      client.end();
    });
  },
});
