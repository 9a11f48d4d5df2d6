import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { files } from '@plimsoll/collector-config';
import { expect, test } from 'vitest';
import { CATALOGUE } from '../catalogue.ts';

const FOLDER = join(import.meta.dirname, '../../collector-config');

test('the files that ship are those that `npm run collector-config` writes', () => {
  for (const [path, text] of files(CATALOGUE))
    expect(readFileSync(join(FOLDER, path), 'utf8'), path).toBe(text);
});

test('no file that ships was written by a source that is gone', () => {
  const shipped = globSync('{prometheus,alertmanager}/**/*.yml', { cwd: FOLDER });
  expect(shipped.sort()).toEqual([...files(CATALOGUE).keys()].sort());
});
