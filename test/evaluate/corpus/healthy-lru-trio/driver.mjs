/** Three caches (quick-lru) of two generations each: at its limit a cache drops the older generation, every 33, 57 and 140 s. */
import QuickLRU from 'quick-lru';
import { run } from '../harness.mjs';

const users = new QuickLRU({ maxSize: 900 });
const offers = new QuickLRU({ maxSize: 1300 });
const routes = new QuickLRU({ maxSize: 1700 });
const fields = (prefix, count, index) =>
  Object.fromEntries(Array.from({ length: count }, (_, n) => [`${prefix}${n}`, index + n / 7]));

await run('healthy-lru-trio', {
  rate: 40,
  op(index) {
    if (index % 3 < 2)
      users.set(`user-${index}`, { id: index, rights: fields('right', 60, index) });
    if (index % 7 < 4)
      offers.set(`offer-${index}`, {
        id: index,
        prices: Array.from({ length: 160 }, (_, n) => index * 0.01 + n),
      });
    if (index % 10 < 3)
      routes.set(`route-${index}`, {
        stops: Array.from({ length: 34 }, (_, n) => ({
          name: `stop ${n} of ${index}`,
          minutes: n * 3,
        })),
      });
    users.get(`user-${index - 30}`);
  },
});
