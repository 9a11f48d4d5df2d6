/** A log-structured store: writes go to a sorted table in memory; at 9,000 keys (some 80 s) it is packed into a segment, and only the latest three segments stay. */
import { gzipSync } from 'node:zlib';
import BTreeModule from 'sorted-btree';
import { run } from '../harness.mjs';

const BTree = BTreeModule.default ?? BTreeModule;
const LIMIT = 9000;
const segments = [];
let table = new BTree();

function flush() {
  const parts = [];
  for (const [key, value] of table.entries()) parts.push(`${key}\t${JSON.stringify(value)}`);
  segments.push(gzipSync(parts.join('\n'), { level: 1 }));
  if (segments.length > 3) segments.shift();
  table = new BTree();
}

await run('healthy-memtable', {
  rate: 110,
  op(index) {
    const key = `device-${((index * 2_654_435_761) >>> 0) % 40_000}`;
    table.set(key, {
      index,
      state: index % 5 ? 'on' : 'off',
      readings: Array.from({ length: 40 }, (_, n) => index + n * 0.5),
      place: { lat: index * 1e-4, lon: index * 2e-4, name: `place of ${key}` },
    });
    if (table.size >= LIMIT) flush();
    if (index % 10 === 0) table.get(`device-${index % 40_000}`);
  },
});
