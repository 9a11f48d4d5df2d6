/** Questions to a worker wait in a map for a reply; one of five is never answered, and nobody gives up. */
import { Worker } from 'node:worker_threads';
import { mode, run } from '../harness.mjs';

const answer = `
  const { parentPort } = require('node:worker_threads');
  parentPort.on('message', (id) => { if (id % 5) parentPort.postMessage(id); });
`;
const worker = new Worker(answer, { eval: true });
const pending = new Map();
worker.on('message', (id) => {
  pending.get(id)?.resolve();
  pending.delete(id);
});

await run('lost-replies', {
  rate: 400,
  op(index) {
    const job = { index, payload: new Array(40).fill(index), resolve() {} };
    pending.set(index, job);
    worker.postMessage(index);
    if (mode === 'fixed') setTimeout(() => pending.delete(index), 1000);
  },
});
