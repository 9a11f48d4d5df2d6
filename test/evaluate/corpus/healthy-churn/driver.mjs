/** A table whose entries come and go at random: it is as large as ever, but its storage is made anew again and again. */
import { run } from '../harness.mjs';

const table = new Map();

await run('healthy-churn', {
  rate: 1000,
  op(index) {
    const key = Math.floor(Math.random() * 30_000);
    if (table.has(key)) table.delete(key);
    else table.set(key, { index, name: `entry ${key}` });
  },
});
