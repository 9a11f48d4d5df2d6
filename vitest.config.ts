import { defineConfig, type ViteUserConfig } from 'vitest/config';

const conditions = ['@plimsoll/source', 'module', 'node', 'development|production'];

const config: ViteUserConfig = defineConfig({
  ssr: { resolve: { conditions } },
  test: {
    include: ['{test,suite,contract}/**/*.test.ts'],
    exclude: ['compat/**', 'stack/**', '**/node_modules/**', '**/dist/**'],
    passWithNoTests: false,
    // Ends what hangs; no test says how fast a machine is, and many run programs or properties on a busy one.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 30_000 } },
    reporters: ['default', 'json'],
    outputFile: { json: 'reports/vitest.json' },
  },
});
export default config;
