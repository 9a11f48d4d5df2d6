/** A store in memory for each upload: up to 1.4.1 a global table keeps all that have a location, closed or not (memdown, "Remove global store" in 2.0.0). */
import { randomFillSync } from 'node:crypto';
import { promisify } from 'node:util';
import { mode, run } from '../harness.mjs';

const { default: memdown } = await import(mode);

export let stored = 0;

await run('memdown-sessions', {
  rate: 1.5,
  async op(index) {
    const store = memdown(`upload-${index}`);
    const call = (method, ...values) => promisify(store[method]).apply(store, values);
    await call('open', {});
    for (let n = 0; n < 4; n++) {
      const part = Buffer.allocUnsafeSlow(24 * 1024);
      randomFillSync(part, 0, 256);
      await call('put', `part-${n}`, part, {});
    }
    stored += (await call('get', 'part-2', {})).length;
    await call('close');
  },
});
