/** A pool of threads (tinypool) that grows with the load: the sixth starts after 200 s; each reads its dictionary when it begins. */
import Tinypool from 'tinypool';
import { elapsed, run } from '../harness.mjs';

const THREADS = 6;
const EVERY_SECONDS = 40;
const pool = new Tinypool({
  filename: new URL('./worker.mjs', import.meta.url).href,
  minThreads: 1,
  maxThreads: THREADS,
  idleTimeout: 3_600_000,
  concurrentTasksPerWorker: 1,
});
let busy = 0;

await run('healthy-late-pool', {
  rate: 8,
  async op(index) {
    const most = Math.min(THREADS, 1 + Math.floor(elapsed() / EVERY_SECONDS));
    if (busy >= most) return;
    busy += 1;
    try {
      const found = await pool.run({ word: `word-${index % 5000}` });
      if (found === undefined) throw new Error('not found');
    } finally {
      busy -= 1;
    }
  },
});
