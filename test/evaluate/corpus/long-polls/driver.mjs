/** Long polls wait for news of a topic. Who gives up is forgotten at the next news only, and about old topics there is none. Fixed forgets at `close`. */
import { once } from 'node:events';
import http from 'node:http';
import { elapsed, run } from '../harness.mjs';
import { publish, waitFor } from './topics.mjs';

const TOPICS = 400;
const LIVELY = 20;
const server = http.createServer((request, response) => {
  waitFor(request.url.split('/')[2], request, response);
});
server.listen(0, '127.0.0.1');
await once(server, 'listening');
const { port } = server.address();

export const polls = { told: 0, gaveUp: 0 };

function poll(topic, user) {
  const session = {
    user,
    roles: ['reader', `team-${topic}`],
    topics: Array.from({ length: 90 }, (_, n) => (n === 0 ? topic : `t${n * 13}`)),
  };
  return new Promise((resolve) => {
    const request = http.get({
      host: '127.0.0.1',
      port,
      path: `/topics/${topic}/next`,
      agent: false,
      headers: { 'x-session': Buffer.from(JSON.stringify(session)).toString('base64url') },
    });
    const patience = setTimeout(() => request.destroy(), 1500);
    request.on('error', () => {
      polls.gaveUp += 1;
      resolve();
    });
    request.on('response', (response) => {
      clearTimeout(patience);
      polls.told += 1;
      response.resume().on('end', resolve);
    });
  });
}

let news = 0;
setInterval(() => {
  publish(`t${news % LIVELY}`, { number: news });
  news += 1;
}, 100);

await run('long-polls', {
  rate: 20,
  concurrency: 200,
  op(index) {
    // Three minutes from one height of the visits to the next.
    const visits = 0.6 + 0.4 * Math.sin((elapsed() / 180) * 2 * Math.PI);
    if (Math.random() > visits) return;
    const topic = index % 2 === 0 ? (index * 37) % TOPICS : index % LIVELY;
    return poll(`t${topic}`, `user-${index}`);
  },
});
