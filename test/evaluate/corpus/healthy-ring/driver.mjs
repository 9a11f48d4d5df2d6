/** The last 20,000 measurements: the ring fills for 100 s, then it is overwritten. */
import { run } from '../harness.mjs';

const ring = new Array(20_000);

await run('healthy-ring', {
  rate: 200,
  op(index) {
    ring[index % ring.length] = { index, at: Date.now(), labels: { path: `/p/${index % 50}` } };
  },
});
