import { defineConfig, type ViteUserConfig } from 'vitest/config';

/** The suite that installs what we publish beside each SDK line; not part of `npm test`. */
const config: ViteUserConfig = defineConfig({
  test: {
    root: `${import.meta.dirname}/..`,
    include: ['compat/**/*.test.ts'],
    // Each test is a process of its own, and waits for it.
    testTimeout: 120_000,
    hookTimeout: 600_000,
    reporters: ['default', 'json'],
    outputFile: { json: 'reports/compat.json' },
  },
});
export default config;
