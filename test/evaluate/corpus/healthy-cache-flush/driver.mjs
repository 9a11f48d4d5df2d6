/** A bounded cache is cleared by a deployment of prices every 150 s, and fills again. */
import { LRUCache } from 'lru-cache';
import { run } from '../harness.mjs';

const prices = new LRUCache({ max: 8000 });
setInterval(() => prices.clear(), 150_000);

await run('healthy-cache-flush', {
  rate: 150,
  op(index) {
    const id = (index * 7919) % 20_011;
    if (prices.has(id)) return;
    prices.set(id, {
      id,
      price: id * 1.1,
      history: Array.from({ length: 60 }, (_, n) => n * 1.01),
      note: `price of ${id}`,
    });
  },
});
