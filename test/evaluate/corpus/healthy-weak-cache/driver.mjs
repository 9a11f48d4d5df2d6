/** A cache that leaves its entries to the collector, and forgets their keys when it took them. */
import { run } from '../harness.mjs';

const cache = new Map();
const registry = new FinalizationRegistry((key) => cache.delete(key));

await run('healthy-weak-cache', {
  rate: 400,
  op(index) {
    const key = `user-${index}`;
    const user = { key, rights: new Array(40).fill(index) };
    cache.set(key, new WeakRef(user));
    registry.register(user, key);
  },
});
