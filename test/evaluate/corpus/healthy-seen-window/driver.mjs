/** Messages are told apart by the ids of this window and of the last, of 100 s each. */
import { elapsed, run } from '../harness.mjs';

const WINDOW_SECONDS = 100;
let last = new Map();
let current = new Map();
let turn = 0;

await run('healthy-seen-window', {
  rate: 300,
  op(index) {
    if (Math.floor(elapsed() / WINDOW_SECONDS) > turn) {
      turn += 1;
      last = current;
      current = new Map();
    }
    const id = `message-${index.toString(36)}-${(index * 31).toString(16)}`;
    if (!current.has(id) && !last.has(id)) current.set(id, { id, at: elapsed() });
  },
});
