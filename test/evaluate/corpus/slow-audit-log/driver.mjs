/** An array of all requests, "for now", at a rate that eats a tenth of the head-room in some ten minutes. */
import { mode, run } from '../harness.mjs';

const log = [];

await run('slow-audit-log', {
  rate: 150,
  op(index) {
    JSON.stringify({ index, headers: Array.from({ length: 40 }, (_, n) => `header-${n}`) });
    log.push({ index, at: Date.now(), path: `/orders/${index}`, by: { user: index } });
    if (mode === 'fixed' && log.length > 500) log.splice(0, 250);
  },
});
