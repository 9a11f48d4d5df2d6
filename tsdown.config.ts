import { readFileSync } from 'node:fs';
import { defineConfig, type UserConfig } from 'tsdown';

/** One build for every package: ESM and CommonJS with their types, each checked as published. */
const config: UserConfig = defineConfig({
  cwd: process.cwd(),
  entry: entries(),
  format: ['esm', 'cjs'],
  target: 'node20.19',
  platform: 'node',
  fixedExtension: false,
  dts: { oxc: true, sourcemap: true },
  sourcemap: true,
  // npm packs what stands in the folder of the package; there is one licence, at the root.
  copy: [{ from: '../../LICENSE', to: '.' }],
  publint: true,
  attw: { profile: 'strict' },
  failOnWarn: false,
});
export default config;

/** Every source that `exports` names: `src/processors/index.ts` is built as `dist/processors/index.js`. */
function entries(): string[] {
  const { exports } = JSON.parse(readFileSync('package.json', 'utf8')) as {
    exports: Record<string, string | Record<string, unknown>>;
  };
  return Object.values(exports).flatMap((conditions) => {
    const source = typeof conditions === 'string' ? undefined : conditions['@plimsoll/source'];
    return typeof source === 'string' ? [source] : [];
  });
}
