/** Rules are reloaded as ES modules with a fresh query: no module is ever let go. Fixed asks for a fresh one only after a change. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { mode, run } from '../harness.mjs';

const file = join(mkdtempSync(join(tmpdir(), 'rules-')), 'rules.mjs');
const rules = Array.from(
  { length: 40 },
  (_, n) => `{ id: ${n}, if: (c) => c.age > ${n}, then: 'tariff ${n}' }`,
);
writeFileSync(file, `export const rules = [\n${rules.join(',\n')}\n];\n`);
const url = pathToFileURL(file).href;

await run('query-imports', {
  rate: 4,
  async op(index) {
    const version = mode === 'leaky' ? index : 0;
    const { rules: loaded } = await import(`${url}?v=${version}`);
    loaded.find((rule) => rule.if({ age: index % 40 }));
  },
});
