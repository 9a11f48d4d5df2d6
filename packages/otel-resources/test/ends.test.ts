import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const APP = join(import.meta.dirname, 'fixtures/apps/ends.ts');

function run(how: string): string {
  const options = ['--conditions=@plimsoll/source', '--no-warnings', APP, how];
  return execFileSync(process.execPath, options, { encoding: 'utf8', timeout: 30_000 });
}

test('keeps no process alive', () => {
  expect(run('running')).toBe('');
});

test('leaves no timer, handle or listener after its end', () => {
  const { before, after } = JSON.parse(run('disposed'));
  expect(after).toEqual(before);
});
