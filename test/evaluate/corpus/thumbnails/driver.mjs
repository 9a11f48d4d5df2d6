/** Thumbnails kept for some seconds: 0.1.4 does not delete what has expired, for `del` refuses it (ptarjan/node-cache#56, #61). Visits come in waves. */
import { randomFillSync } from 'node:crypto';
import { elapsed, mode, run } from '../harness.mjs';

const { default: cache } = await import(mode);

export let hits = 0;

await run('thumbnails', {
  rate: 16,
  op(index) {
    // Two minutes from one height of the visits to the next.
    const traffic = 0.55 + 0.45 * Math.sin((elapsed() / 120) * 2 * Math.PI);
    if (Math.random() > traffic) return;
    const picture = Buffer.allocUnsafeSlow((6 + (index % 25)) * 1024);
    randomFillSync(picture, 0, 512);
    cache.put(`/pictures/${index}.webp`, picture, 4000 + (index % 7) * 500);
    if (cache.get(`/pictures/${index - 8}.webp`)) hits += 1;
  },
});
