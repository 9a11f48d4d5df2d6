/** Code that is loaded anew: a deleted entry of `require.cache` stays in the children of its parent (nodejs/node#8443). */
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { mode, run } from '../harness.mjs';

const file = join(import.meta.dirname, 'rules.cjs');
const parent = join(import.meta.dirname, 'loader.cjs');
writeFileSync(
  file,
  "exports.rules = Array.from({ length: 100 }, (_, id) => ({ id, name: 'rule' }));",
);
writeFileSync(
  parent,
  `exports.load = (file, tidy) => {
    const { rules } = require(file);
    const loaded = require.cache[file];
    delete require.cache[file];
    if (tidy) module.children.splice(module.children.indexOf(loaded), 1);
    return rules;
  };`,
);
const { load } = createRequire(import.meta.url)(parent);

await run('module-children', {
  rate: 15,
  op: () => load(file, mode === 'fixed'),
});
