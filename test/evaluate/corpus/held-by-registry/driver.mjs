/** The value that a FinalizationRegistry holds refers to the object that it waits for: it is never collected. */
import { mode, run } from '../harness.mjs';

const registry = new FinalizationRegistry(() => {});

await run('held-by-registry', {
  rate: 300,
  op(index) {
    const handle = { index, pages: new Array(30).fill(index) };
    registry.register(handle, mode === 'leaky' ? () => handle.index : index);
  },
});
