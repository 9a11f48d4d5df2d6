/** Every 75 s a burst of a thousand clients that stay for 20 s. */
import { elapsed, run } from '../harness.mjs';

const connections = new Set();

await run('healthy-connections', {
  rate: 200,
  op(index) {
    JSON.parse(JSON.stringify({ index, path: '/health' }));
    if (elapsed() % 75 > 5) return;
    const connection = { index, buffer: Buffer.alloc(2048), headers: new Array(60).fill('header') };
    connections.add(connection);
    setTimeout(() => connections.delete(connection), 20_000);
  },
});
