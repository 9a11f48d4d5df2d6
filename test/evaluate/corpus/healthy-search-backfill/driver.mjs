/** A full-text index of the latest 1,800 articles: filled in 90 s, then each new one discards the oldest; what is discarded is vacuumed in batches, and it takes one turnover (150 s) more to settle. */
import MiniSearch from 'minisearch';
import { elapsed, run } from '../harness.mjs';

const KEPT = 1800;
const WORDS = 6000;
const index = new MiniSearch({ fields: ['title', 'text'], storeFields: ['title', 'text'] });
const word = () => `w${Math.floor(WORDS * Math.random() ** 2).toString(36)}`;
const words = (count) => Array.from({ length: count }, word).join(' ');
let oldest = 0;
let next = 0;

await run('healthy-search-backfill', {
  rate: 20,
  op(operation) {
    if (next >= KEPT && operation % 5 > 2) return;
    if (elapsed() > 90 && operation % 50 === 0) index.search(word(), { fuzzy: false });
    index.add({ id: next++, title: words(6), text: words(70) });
    if (next - oldest > KEPT) index.discard(oldest++);
  },
});
