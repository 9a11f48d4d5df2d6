/** A thread for each report, which waits for more after it has answered. Fixed ends it. */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { mode, run } from '../harness.mjs';

const source = `
const { parentPort } = require('node:worker_threads');
parentPort.on('message', (rows) => parentPort.postMessage(rows.map((n) => n * 1.2)));
`;

await run('workers-left', {
  rate: 0.05,
  async op() {
    const worker = new Worker(source, { eval: true });
    worker.postMessage(Array.from({ length: 5000 }, (_, n) => n));
    await once(worker, 'message');
    if (mode === 'fixed') await worker.terminate();
  },
});
