/**
 * Requests for the same product share one call that is under way; one that fails is never taken out, and its error keeps the response.
 * Scanners ask in waves for products that are not there. Fixed takes it out in either case.
 */
import { once } from 'node:events';
import http from 'node:http';
import axios from 'axios';
import { elapsed, mode, run } from '../harness.mjs';

const server = http.createServer((request, response) => {
  const id = Number(request.url.split('/').pop());
  const found = id < 500;
  response.statusCode = found ? 200 : 404;
  response.setHeader('content-type', 'application/json');
  response.end(
    JSON.stringify(
      found
        ? {
            id,
            name: `product ${id}`,
            variants: Array.from({ length: 40 }, (_, n) => ({ n, price: n * 3 })),
          }
        : {
            type: 'about:blank',
            title: 'Not Found',
            detail: `no product ${id}`,
            instance: request.url,
            similar: Array.from({ length: 60 }, (_, n) => ({ id: (id + n * 7) % 500, rank: n })),
          },
    ),
  );
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1');
await once(server, 'listening');
const catalogue = axios.create({ baseURL: `http://127.0.0.1:${server.address().port}` });

const underWay = new Map();

function product(id) {
  const known = underWay.get(id);
  if (known) return known;
  const call = fetchProduct(id);
  underWay.set(id, call);
  return call;
}

async function fetchProduct(id) {
  if (mode === 'fixed') {
    try {
      return (await catalogue.get(`/products/${id}`)).data;
    } finally {
      underWay.delete(id);
    }
  }
  const { data } = await catalogue.get(`/products/${id}`);
  underWay.delete(id);
  return data;
}

export let missed = 0;
let probe = 500;

await run('rejected-inflight', {
  rate: 12,
  async op(index) {
    const scanned = elapsed() % 75 < 35 && index % 4 !== 0;
    if (!scanned && index % 4) return;
    try {
      await product(scanned ? ++probe : Math.floor(Math.random() * 500));
    } catch {
      missed += 1;
    }
  },
});
