/** Lookups of prices that many callers share: up to 1.4.1 the key of each stays in `dedupes`, with `undefined` beside it (mcollina/async-cache-dedupe#35). */
import { mode, run } from '../harness.mjs';

const { createCache } = await import(mode);

const prices = createCache({ ttl: 2, storage: { type: 'memory', options: { size: 300 } } });
prices.define('quote', async ({ basket }) => {
  await new Promise((done) => setTimeout(done, 15));
  return { total: basket.length * 3.5 };
});

export let answered = 0;

await run('price-lookups', {
  rate: 40,
  concurrency: 200,
  async op(index) {
    const query = { customer: `customer-${index}`, basket: [] };
    for (let n = 0; n < 12; n++)
      query.basket.push({ sku: `article-${index}-${n}`, amount: 1 + (n % 3) });
    const quote = await prices.quote(query);
    answered += quote.total;
  },
});
