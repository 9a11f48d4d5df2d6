/** Bursts of exports every 45 s: tens of megabytes of JSON, compressed and gone; quiet in between. */
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { run } from '../harness.mjs';

const compress = promisify(gzip);
const rowsOf = (index) =>
  Array.from({ length: 8000 }, (_, n) => ({
    id: n,
    name: `row ${n} of ${index}`,
    amount: n * 0.37,
    tags: ['x', 'y'],
  }));

await run('healthy-exports', {
  rate: 2,
  async op(index) {
    if (index % 90 >= 12) return;
    const rows = rowsOf(index);
    const file = await compress(JSON.stringify(rows, undefined, 1), { level: 1 });
    if (file.length < rows.length) throw new Error('Expected a larger file');
  },
});
