/** Every 15 s a report of some 15 MB is made and thrown away. */
import { run } from '../harness.mjs';

await run('healthy-reports', {
  rate: 2,
  op(index) {
    if (index % 30 !== 0) return;
    const rows = Array.from({ length: 60_000 }, (_, id) => ({
      id,
      name: `row ${id}`,
      values: [id, id],
    }));
    JSON.stringify(rows);
  },
});
