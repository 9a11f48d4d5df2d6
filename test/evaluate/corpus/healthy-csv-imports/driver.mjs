/** Imports of CSV: the rows of a file are gathered by customer while it streams in, for 25 to 60 s, then written at once; between two files are 10 to 50 s. */
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { parse } from 'csv-parse';
import { run } from '../harness.mjs';

let seed = 11;
const random = () => {
  seed = (seed * 48_271) % 2_147_483_647;
  return seed / 2_147_483_647;
};
let written = 0;

async function importFile(file) {
  const parser = parse({ columns: true });
  const byCustomer = new Map();
  parser.on('data', (row) => {
    const rows = byCustomer.get(row.customer);
    if (rows) rows.push(row);
    else byCustomer.set(row.customer, [row]);
  });
  const ended = once(parser, 'end');
  parser.write('customer,article,count,price,note,address\n');
  const slices = 50 + Math.floor(70 * random());
  for (let slice = 0; slice < slices; slice++) {
    let text = '';
    for (let n = 0; n < 150; n++)
      text += `c${Math.floor(random() * 900)},a-${file}-${n},${n % 9},${n * 1.13},"note ${slice} of ${n}","${n} Main Street, Town ${slice}"\n`;
    parser.write(text);
    await sleep(500);
  }
  parser.end();
  await ended;
  for (const rows of byCustomer.values()) written += rows.length;
}

async function imports() {
  for (let file = 0; ; file++) {
    await importFile(file);
    await sleep(10_000 + 40_000 * random());
  }
}
void imports();

await run('healthy-csv-imports', {
  rate: 20,
  op(index) {
    return Promise.resolve(JSON.stringify({ index, written }));
  },
});
