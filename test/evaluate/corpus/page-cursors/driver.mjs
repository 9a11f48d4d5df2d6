/**
 * A search answers the first page and keeps a generator for the others, until the last page was asked for; most visitors never do.
 * Traffic is uneven. Fixed closes cursors that rested for 15 s.
 */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import http from 'node:http';
import { elapsed, mode, run } from '../harness.mjs';

const PAGE = 20;
const cursors = new Map();

function* pages(query, count) {
  const hits = Array.from({ length: count }, (_, rank) => ({
    rank,
    id: `${query}-${rank}`,
    score: 1 / (rank + 2),
  }));
  hits.sort((a, b) => b.score - a.score);
  for (let from = 0; from < hits.length; from += PAGE) yield hits.slice(from, from + PAGE);
}

function nextPage(id) {
  const cursor = cursors.get(id);
  if (!cursor) return { hits: [] };
  cursor.used = elapsed();
  const { value, done } = cursor.generator.next();
  if (!done) return { cursor: id, hits: value };
  cursors.delete(id);
  return { hits: [] };
}

if (mode === 'fixed')
  setInterval(() => {
    for (const [id, cursor] of cursors)
      if (elapsed() - cursor.used > 15) {
        cursor.generator.return();
        cursors.delete(id);
      }
  }, 1000);

const server = http.createServer((request, response) => {
  const url = new URL(request.url, 'http://localhost');
  let id = url.searchParams.get('cursor');
  if (!id) {
    id = randomUUID();
    const query = url.searchParams.get('q');
    cursors.set(id, {
      used: elapsed(),
      generator: pages(query, 60 + ((query.length * 7919) % 140)),
    });
  }
  response.end(JSON.stringify(nextPage(id)));
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1');
await once(server, 'listening');
const { port } = server.address();
const agent = new http.Agent({ keepAlive: true, maxSockets: 8 });

async function get(path) {
  const request = http.get({ host: '127.0.0.1', port, path, agent });
  const [response] = await once(request, 'response');
  let text = '';
  for await (const chunk of response) text += chunk;
  return JSON.parse(text);
}

let share = 1;
setInterval(() => {
  share = Math.random() ** 2;
}, 12_000);

await run('page-cursors', {
  rate: 8,
  async op(index) {
    if (Math.random() > share) return;
    let page = await get(
      `/search?q=${'shoes and boots '
        .slice(0, 4 + (index % 11))
        .trim()
        .replaceAll(' ', '+')}${index}`,
    );
    const reader = Math.random() < 0.15;
    while (reader && page.cursor) page = await get(`/search?cursor=${page.cursor}`);
  },
});
