/** Modules that are loaded when their route is first used: one after the other, until all are. */
import { Script } from 'node:vm';
import { elapsed, run } from '../harness.mjs';

const MODULES = 90;
const loaded = new Map();
const source = (id) =>
  Array.from({ length: 200 }, (_, n) => `exports.f${n} = (x) => x + ${id * n};`).join('\n');

await run('healthy-lazy-modules', {
  rate: 100,
  op(index) {
    const id = index % Math.min(MODULES, 1 + Math.floor(elapsed()));
    if (!loaded.has(id)) {
      const exports = {};
      new Script(`(exports) => { ${source(id)} }`).runInThisContext()(exports);
      loaded.set(id, exports);
    }
    loaded.get(id).f7(index);
  },
});
