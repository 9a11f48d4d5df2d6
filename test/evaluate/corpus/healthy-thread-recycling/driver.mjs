/** Two threads render; each is replaced after 12 renderings, as pools do against leaks of what they run. */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { run } from '../harness.mjs';

const RENDERINGS = 12;
const source = `
const { parentPort } = require('node:worker_threads');
const kept = [];
parentPort.on('message', (size) => {
  kept.push(Array.from({ length: size }, (_, n) => ({ n })));
  parentPort.postMessage(kept.length);
});
`;
const threads = [undefined, undefined];

await run('healthy-thread-recycling', {
  rate: 1,
  async op(index) {
    const slot = index % threads.length;
    threads[slot] ??= new Worker(source, { eval: true });
    const thread = threads[slot];
    thread.postMessage(20_000);
    const [count] = await once(thread, 'message');
    if (count < RENDERINGS) return;
    threads[slot] = undefined;
    await thread.terminate();
  },
});
