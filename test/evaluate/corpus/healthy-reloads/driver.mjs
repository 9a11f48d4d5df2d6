/** Three times the configuration is read anew and is larger; it stays so. */
import { elapsed, run } from '../harness.mjs';

let configuration = [];

await run('healthy-reloads', {
  rate: 200,
  op(index) {
    const size = 12_000 * (1 + Math.min(3, Math.floor(elapsed() / 80)));
    if (configuration.length !== size)
      configuration = Array.from({ length: size }, (_, id) => ({ id, key: `key-${id}`, on: [id] }));
    return configuration[index % size];
  },
});
