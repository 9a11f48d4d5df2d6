/** The morning: ever more visitors for four minutes, then as many as before; a session ends 60 s after it began. */
import { elapsed, run } from '../harness.mjs';

const RAMP_SECONDS = 240;
const sessions = new Map();
const basketOf = (index) =>
  Array.from({ length: 25 }, (_, n) => ({ article: `a-${n}-${index}`, count: n }));

await run('healthy-session-ramp', {
  rate: 50,
  op(index) {
    const share = Math.min(1, 0.1 + elapsed() / RAMP_SECONDS);
    if (index % 50 >= 50 * share) return;
    sessions.set(index, { index, basket: basketOf(index), since: Date.now() });
    setTimeout(() => sessions.delete(index), 60_000);
  },
});
