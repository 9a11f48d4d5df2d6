/** A diagnostics channel for each import; a channel with a subscriber is held by node for ever, and so are the rows of the import (docs of diagnostics_channel, nodejs/node#42170). Fixed unsubscribes. */
import { channel, subscribe, unsubscribe } from 'node:diagnostics_channel';

import { mode, run } from '../harness.mjs';

const ROWS = 220;
export let imported = 0;

const read = (index) =>
  Array.from({ length: ROWS }, (_, n) => ({
    sku: index * ROWS + n,
    stock: n % 17,
    price: (index % 90) + n / 7,
    label: `article ${n} of import ${index}`,
  }));

await run('import-channels', {
  rate: 38,
  op(index) {
    const name = `import:${index}`;
    const rows = read(index);
    let sum = 0;
    const progress = ({ row }) => {
      sum += rows[row].price;
    };
    subscribe(name, progress);
    const events = channel(name);
    for (let row = 0; row < ROWS; row++) events.publish({ row });
    imported += sum > 0 ? 1 : 0;
    if (mode === 'fixed') unsubscribe(name, progress);
  },
});
