/** A feed is split with `tee()` to look at its first bytes; the second branch is read no further, so it queues the whole feed (MDN on ReadableStream.tee, mdn/content#16804, node-fetch#1568). Fixed cancels it. */
import { mode, run } from '../harness.mjs';

const CHUNK_BYTES = 16 * 1024;
let feeder;
const feed = new ReadableStream({
  start(controller) {
    feeder = controller;
  },
});

const [body, peek] = feed.tee();
export let bytes = 0;

async function store() {
  const reader = body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    bytes += value.byteLength;
  }
}

async function sniff() {
  const reader = peek.getReader();
  const { value } = await reader.read();
  const type = value[0] === 0x7b ? 'application/json' : 'application/octet-stream';
  if (mode === 'fixed') void reader.cancel().catch(() => {});
  return type;
}
void store();
const type = sniff();

await run('tee-branch', {
  rate: 11,
  op(index) {
    const chunk = new Uint8Array(CHUNK_BYTES);
    chunk.fill(index % 251);
    feeder.enqueue(chunk);
  },
});
await type;
