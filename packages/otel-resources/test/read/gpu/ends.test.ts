import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { ENGINES, fakeNvml } from '../../nvml.ts';

const nvml = await fakeNvml();
const APP = join(import.meta.dirname, '../../fixtures/apps/gpu.ts');

test.skipIf(!nvml).each(ENGINES)('NVML through %s keeps no process alive', async (engine) => {
  const options = ['--conditions=@plimsoll/source', '--no-warnings', '--experimental-strip-types'];
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [...options, APP, nvml?.path ?? '', engine],
    { timeout: 30_000 },
  );
  expect(stdout).toBe('GPU-0\n');
});
