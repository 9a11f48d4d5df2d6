/** A least-recently-used cache that is bounded in bytes: it fills for two minutes, then each entry pushes one out. */
import { LRUCache } from 'lru-cache';
import { run } from '../harness.mjs';

const cache = new LRUCache({
  maxSize: 4_000_000,
  sizeCalculation: ({ html }) => html.length + 200,
});

await run('healthy-lru-cache', {
  rate: 100,
  op: (index) => cache.set(`/page/${index}`, { index, html: `<p>${index}</p>`.repeat(10) }),
});
