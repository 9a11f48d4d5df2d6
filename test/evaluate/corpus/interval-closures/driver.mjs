/** A heartbeat for each connection that is not cleared when the connection ends: the timer keeps all that it closes over. */
import { mode, run } from '../harness.mjs';

await run('interval-closures', {
  rate: 100,
  op(index) {
    const connection = { index, subscriptions: new Map([['prices', { from: index }]]), sent: 0 };
    const heartbeat = setInterval(() => {
      connection.sent += 1;
    }, 60_000);
    setTimeout(() => {
      if (mode === 'fixed') clearInterval(heartbeat);
    }, 100);
  },
});
