/** New code is met for a while and compiled: ever fewer new functions, after the first hundreds none. */
import { run } from '../harness.mjs';

const functions = new Map();

await run('healthy-jit', {
  rate: 400,
  op() {
    const key = Math.floor(Math.random() ** 3 * 600);
    const known = functions.get(key);
    const run =
      known ??
      new Function(
        'n',
        `let sum = ${key}; for (let i = 0; i < n; i++) sum += i * ${key}; return sum;`,
      );
    functions.set(key, run);
    run(500);
  },
});
