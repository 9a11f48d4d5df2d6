import { defineConfig, type ViteUserConfig } from 'vitest/config';

/** The suite that needs the real programs; not part of `npm test`. */
const config: ViteUserConfig = defineConfig({
  root: `${import.meta.dirname}/..`,
  ssr: {
    resolve: { conditions: ['@plimsoll/source', 'module', 'node', 'development|production'] },
  },
  test: {
    include: ['{stack,conformance}/**/*.test.ts'],
    globalSetup: ['stack/setup.ts'],
    // One pipeline at a time: each is four processes on two cores.
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 60_000,
    reporters: ['default', 'json'],
    outputFile: { json: 'reports/stack.json' },
  },
});
export default config;
