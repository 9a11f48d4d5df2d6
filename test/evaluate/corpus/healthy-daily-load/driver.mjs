/** Days of 100 s: what is held at once follows the load, and every day is a little different. */
import { elapsed, run } from '../harness.mjs';

await run('healthy-daily-load', {
  rate: 300,
  op(index) {
    const hour = (elapsed() / 100) * 2 * Math.PI;
    const held = 8000 * (1 - Math.cos(hour)) * (0.8 + 0.2 * Math.sin(hour / 3.7));
    const request = { index, body: new Array(30).fill(index) };
    setTimeout(() => request.index, held);
  },
});
