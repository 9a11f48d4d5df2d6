/** Lines wait for their sink, which is away for 35 of every 50 s. */
import { elapsed, run } from '../harness.mjs';

let lines = [];

await run('healthy-log-buffer', {
  rate: 400,
  op(index) {
    lines.push({ index, level: 'info', message: `request ${index} handled in ${index % 97} ms` });
    if (elapsed() % 50 > 35) lines = [];
  },
});
