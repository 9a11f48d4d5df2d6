/** A circuit breaker of opossum for each call: the timers of its statistics hold it. Fixed has one for the service. */
import CircuitBreaker from 'opossum';
import { mode, run } from '../harness.mjs';

const ask = async (id) => ({ id, stock: id % 17 });
const create = () => new CircuitBreaker(ask, { timeout: 1000, rollingCountTimeout: 60_000 });
const shared = create();

await run('breakers', {
  rate: 15,
  op: (index) => (mode === 'leaky' ? create() : shared).fire(index),
});
