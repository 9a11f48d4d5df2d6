/** Buffers are recycled; the pool is as large as the busiest moment so far, at most 200 of 64 KiB. */
import { setTimeout as sleep } from 'node:timers/promises';
import { run } from '../harness.mjs';

const SIZE = 65_536;
const MOST = 200;
const free = [];
let seed = 7;
const random = () => {
  seed = (seed * 48_271) % 2_147_483_647;
  return seed / 2_147_483_647;
};

await run('healthy-buffer-pool', {
  rate: 4,
  concurrency: 1000,
  async op(index) {
    const wanted = Math.min(MOST, Math.ceil(3 / random() ** 0.7));
    const taken = Array.from({ length: wanted }, () => free.pop() ?? Buffer.alloc(SIZE));
    for (const buffer of taken) buffer.writeUInt32LE(index, 0);
    await sleep(50 + 100 * random());
    for (const buffer of taken) if (free.length < MOST) free.push(buffer);
  },
});
