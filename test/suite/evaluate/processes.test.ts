import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { readCorpus } from '../../evaluate/corpus.ts';
import { install } from '../../evaluate/processes.ts';

test('a case is installed anew when any of its files has changed, and only then', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'install-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const corpus = join(folder, 'corpus');
  cpSync(join(import.meta.dirname, 'fixtures/corpus'), corpus, { recursive: true });
  cpSync(
    join(import.meta.dirname, '../../evaluate/corpus/harness.mjs'),
    join(corpus, 'harness.mjs'),
  );
  const [each] = readCorpus(corpus);
  if (!each) throw new Error('the fixture has no case');
  const installed = async (rooms: string): Promise<string> => {
    writeFileSync(join(each.folder, 'rooms.mjs'), rooms);
    return install(each, join(folder, 'installed'));
  };
  const first = await installed('export const rooms = 1;');
  expect(await installed('export const rooms = 1;')).toBe(first);
  const second = await installed('export const rooms = 2;');
  expect(readFileSync(join(second, 'rooms.mjs'), 'utf8')).toBe('export const rooms = 2;');
});
