/** A job every 90 s gathers totals for 40 s, writes them and lets go of them; requests go on meanwhile. */
import { elapsed, run } from '../harness.mjs';

const EVERY_SECONDS = 90;
const JOB_SECONDS = 40;
let totals = new Map();

await run('healthy-nightly-jobs', {
  rate: 500,
  op(index) {
    if (elapsed() % EVERY_SECONDS < JOB_SECONDS) {
      const key = `customer-${(index * 104_729) % 90_001}`;
      const row = totals.get(key) ?? { key, orders: [], sum: 0 };
      row.orders.push({ index, amount: index % 97 });
      row.sum += index % 97;
      totals.set(key, row);
    } else if (totals.size > 0) {
      JSON.stringify([...totals.values()].slice(0, 1000));
      totals = new Map();
    }
    return JSON.parse(`{"request":${index},"tags":["a","b"]}`);
  },
});
