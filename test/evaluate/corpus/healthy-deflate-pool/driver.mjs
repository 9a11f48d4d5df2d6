/** Deflate streams (native memory) are pooled, 60 at most; bursts want many at once, idle ones are ended after 70 s. */
import { setTimeout as sleep } from 'node:timers/promises';
import { constants, createDeflate } from 'node:zlib';
import genericPool from 'generic-pool';
import { elapsed, run } from '../harness.mjs';

const pool = genericPool.createPool(
  {
    create: async () => createDeflate({ level: 6, memLevel: 8 }).on('data', () => {}),
    destroy: async (stream) => stream.close(),
  },
  {
    max: 60,
    min: 2,
    evictionRunIntervalMillis: 5000,
    softIdleTimeoutMillis: 70_000,
    numTestsPerEvictionRun: 8,
  },
);
const line = (index) =>
  JSON.stringify({ index, level: 'info', text: `request ${index} was served`, took: index % 97 });

async function ship(index) {
  const stream = await pool.acquire();
  try {
    for (let n = 0; n < 20; n++) stream.write(line(index + n));
    await new Promise((done) => stream.flush(constants.Z_SYNC_FLUSH, done));
    await sleep(300 + 1200 * Math.random());
  } finally {
    await pool.release(stream);
  }
}

await run('healthy-deflate-pool', {
  rate: 2,
  concurrency: 1000,
  async op(index) {
    const burst = (elapsed() + 100) % 185 < 25 ? 6 + 20 * Math.random() : 1;
    await Promise.all(Array.from({ length: burst }, (_, n) => ship(index * 50 + n)));
  },
});
