import { defineConfig, type UserConfig } from 'tsdown';

/** One build for every package: ESM and CommonJS with their types, each checked as published. */
const config: UserConfig = defineConfig({
  cwd: process.cwd(),
  entry: ['src/index.ts', 'src/*/index.ts'],
  format: ['esm', 'cjs'],
  target: 'node20.19',
  platform: 'node',
  fixedExtension: false,
  dts: { oxc: true, sourcemap: true },
  sourcemap: true,
  publint: true,
  attw: true,
  failOnWarn: false,
});
export default config;
