import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { node } from './install.ts';

const ROOT = join(import.meta.dirname, '../..');

/** The first line of Node with a foreign function interface of its own. */
const VERSION = '26.10.0';

test(`what is called by FFI is called in the same way by Node ${VERSION} itself`, () => {
  const vitest = join(ROOT, 'node_modules/vitest/vitest.mjs');
  const config = join(ROOT, 'vitest.config.ts');
  const { stdout, stderr, status } = spawnSync(
    node(VERSION),
    [vitest, 'run', '--config', config, '--root', '.', 'test/read/ffi', 'test/read/gpu'].concat(
      '--reporter=verbose',
      '--outputFile.json=reports/ffi.json',
    ),
    { cwd: join(ROOT, 'packages/otel-resources'), encoding: 'utf8' },
  );
  expect(status, stdout + stderr).toBe(0);
  expect(stdout).toContain('NVML through node:ffi');
}, 300_000);
