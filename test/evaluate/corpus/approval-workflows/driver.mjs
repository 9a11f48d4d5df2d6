/**
 * A purchase waits for its approval. When two and a half minutes have gone a budget is spent, and some are rejected: a signal that the workflow does not
 * know, so it waits for ever with its quotes. Fixed waits for either.
 */
import { elapsed, run } from '../harness.mjs';
import { Engine } from './engine.mjs';
import { purchase, totals } from './purchase.mjs';

const DECIDED_AFTER_MILLIS = 3000;
const BUDGET_SPENT_SECONDS = Number(process.env.SPENT ?? 150);
const engine = new Engine();

const request = (id) => ({
  id,
  by: `employee-${id % 700}`,
  items: Array.from({ length: 60 + (id % 50) }, (_, n) => ({
    sku: id * 13 + n,
    count: 1 + (n % 4),
  })),
});

await run('approval-workflows', {
  rate: 20,
  concurrency: Number.POSITIVE_INFINITY,
  op(index) {
    void purchase(engine, request(index));
    const spent = elapsed() > BUDGET_SPENT_SECONDS;
    setTimeout(() => {
      engine.signal(`${spent && index % 5 < 2 ? 'rejected' : 'approved'}:${index}`, { by: 'cfo' });
      if (totals.ordered < 0) throw new Error('nothing ordered');
    }, DECIDED_AFTER_MILLIS);
  },
});
