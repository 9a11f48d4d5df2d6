/** A log-structured store in memory: a segment (a buffer) is written every 5 s; only every 150 s are the segments merged and what was overwritten is dropped. */
import { elapsed, run } from '../harness.mjs';

const KEYS = 10_000;
const VALUE_BYTES = 1800;
const FLUSH_SECONDS = 5;
const MERGE_SECONDS = 150;
const places = new Map();
let segments = [];
let table = new Map();
let flushed = 0;
let merged = 0;

function write(entries) {
  const segment = Buffer.allocUnsafeSlow(entries.length * VALUE_BYTES);
  entries.forEach(([key, value], n) => {
    value.copy(segment, n * VALUE_BYTES);
    places.set(key, { segment, at: n * VALUE_BYTES });
  });
  segments.push(segment);
}

function merge() {
  const live = [...places].map(([key, { segment, at }]) => [
    key,
    segment.subarray(at, at + VALUE_BYTES),
  ]);
  segments = [];
  write(live);
}

await run('healthy-log-segments', {
  rate: 120,
  op(index) {
    const key = Math.floor(KEYS * Math.random() ** 1.5);
    table.set(key, Buffer.alloc(VALUE_BYTES, index & 255));
    if (elapsed() - flushed > FLUSH_SECONDS) {
      flushed = elapsed();
      write([...table]);
      table = new Map();
    }
    if (elapsed() - merged > MERGE_SECONDS) {
      merged = elapsed();
      merge();
    }
  },
});
