/** Buffers of uploads for a retry that never comes: memory outside the heap. */
import { mode, run } from '../harness.mjs';

const retries = new Map();

await run('uploads-kept', {
  rate: 10,
  op(index) {
    retries.set(index, Buffer.alloc(32 * 1024, index));
    if (mode === 'fixed') retries.delete(index - 20);
  },
});
