import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { fileShare } from '../../src/samples/file-share.ts';

function statm(text: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-statm-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'statm');
  writeFileSync(file, text);
  return file;
}

test('the share of pages of files is that of the shared ones among the resident', () => {
  expect(fileShare(statm('246912 20000 5000 22000 0 30000 0\n'))).toBe(0.25);
});

test.each([
  ['', 'an empty file'],
  ['0 0 0 0 0 0 0\n', 'a process without memory'],
  ['1 2 x 0 0 0 0\n', 'what is no number'],
])('%j, %s, tells none', (text) => {
  expect(fileShare(statm(text))).toBeUndefined();
});

test('where there is no such file, none is told', () => {
  expect(fileShare('/nowhere/statm')).toBeUndefined();
});

test.runIf(process.platform === 'linux')('this process holds pages of files, and others', () => {
  const share = fileShare();
  expect(share).toBeGreaterThan(0);
  expect(share).toBeLessThan(1);
});
