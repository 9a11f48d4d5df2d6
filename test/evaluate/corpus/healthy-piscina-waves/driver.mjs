/** Quotes are priced in a pool of one to five threads: a rush every 200 s starts more, and a thread that is idle for 50 s ends. */
import Piscina from 'piscina';
import { elapsed, run } from '../harness.mjs';

const pool = new Piscina({
  filename: new URL('./worker.mjs', import.meta.url).href,
  minThreads: 1,
  maxThreads: 5,
  idleTimeout: 50_000,
  concurrentTasksPerWorker: 1,
});
const quotes = new Map();

await run('healthy-piscina-waves', {
  rate: 4,
  concurrency: 500,
  async op(index) {
    const rush = elapsed() % 200 > 120 ? 10 : 1;
    const items = Array.from({ length: 300 }, (_, n) => n * index);
    const sums = await Promise.all(
      Array.from({ length: rush }, (_, n) => pool.run({ region: (index + n) % 8, items })),
    );
    quotes.set(index % 600, { sums, items });
  },
});
