/** A path with an id in it as the label of a metric: each makes a series, and a series is kept. */
import client from 'prom-client';
import { mode, run } from '../harness.mjs';

const duration = new client.Histogram({
  name: 'duration',
  help: 'of requests',
  labelNames: ['path'],
});

await run('metric-labels', {
  rate: 200,
  op: (index) =>
    duration.observe({ path: mode === 'leaky' ? `/users/${index}` : '/users/:id' }, 0.1),
});
