/** Sessions live for 45 s; as many come as go once the first end. */
import { run } from '../harness.mjs';

const sessions = new Map();

await run('healthy-sessions', {
  rate: 250,
  op(index) {
    sessions.set(index, { index, user: { name: `user ${index}` }, cart: [1, 2, 3] });
    setTimeout(() => sessions.delete(index), 45_000);
  },
});
