/** A watchdog takes the first event from `events.on()` and drops the iterator without `return()`: it queues all later ones (nodejs/node#27994). Fixed uses `once`. Days of 100 s. */
import { EventEmitter, on, once } from 'node:events';

import { elapsed, mode, run } from '../harness.mjs';

const DAY_SECONDS = 100;
const orders = new EventEmitter();
export let turnover = 0;
orders.on('placed', (order) => {
  turnover += order.total;
});

async function firstOrder() {
  if (mode === 'fixed') return (await once(orders, 'placed'))[0];
  const { value } = await on(orders, 'placed').next();
  return value[0];
}
const first = firstOrder();

await run('event-iterator', {
  rate: 220,
  op(index) {
    const busy = 0.5 - 0.48 * Math.cos((2 * Math.PI * elapsed()) / DAY_SECONDS);
    if (index > 0 && Math.random() > busy) return;
    const total = 10 + (index % 90);
    orders.emit('placed', {
      id: `o-${index.toString(36)}`,
      total,
      address: {
        street: `Long Street ${index}`,
        city: `Town ${index % 50}`,
        zip: 10_000 + (index % 7_000),
      },
      lines: Array.from({ length: 3 }, (_, n) => ({
        sku: `sku-${index % 500}-${n}`,
        price: total / 3,
      })),
    });
  },
});
await first;
