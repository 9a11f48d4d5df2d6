/** A limit for each address, in memory and without a duration: none ends. Fixed ends them after 10 s. */
import { RateLimiterMemory } from 'rate-limiter-flexible';
import { mode, run } from '../harness.mjs';

const limiter = new RateLimiterMemory({ points: 50, duration: mode === 'leaky' ? 0 : 10 });

await run('limits-without-end', {
  rate: 30,
  op: (index) => limiter.consume(`10.0.${index >> 8}.${index & 255}`, 1),
});
