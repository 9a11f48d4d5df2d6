import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openFiles } from '../../src/read/file.ts';
import { descriptorsOf, livingTree } from '../trees.ts';

function fixture(text = 'one\n') {
  const files = openFiles();
  onTestFinished(() => files[Symbol.dispose]());
  const roots = livingTree();
  roots.write('proc/file', text);
  return { files, roots, file: files.keep(join(roots.proc, 'file')) };
}

test('reads what a file says now, again and again', () => {
  const { file, roots } = fixture();
  expect(file.read()).toBe('one\n');
  roots.write('proc/file', 'another\n');
  expect(file.read()).toBe('another\n');
});

test('reads a file that is longer than the buffer whole', () => {
  const long = `${'0123456789abcdef'.repeat(5000)}end`;
  expect(fixture(long).file.read()).toBe(long);
});

test('keeps one character for each byte', () => {
  const { file, roots } = fixture();
  roots.write('proc/file', 'é');
  expect(file.read()).toHaveLength(2);
});

test('says why a file cannot be read, and reads it when it comes back', () => {
  const { file, roots } = fixture();
  roots.remove('proc/file');
  expect([file.read(), file.fault]).toEqual([undefined, 'ENOENT']);
  roots.write('proc/file', 'back\n');
  expect([file.read(), file.fault]).toEqual(['back\n', undefined]);
});

test('opens a file anew whose descriptor no longer answers', () => {
  const { file, roots } = fixture();
  file.read();
  roots.vanish('proc/file');
  roots.write('proc/file', 'new\n');
  expect(file.read()).toBe('new\n');
});

test('closes every descriptor', () => {
  const { files, file } = fixture();
  file.read();
  file.read();
  expect(descriptorsOf(file.path)).toHaveLength(1);
  files[Symbol.dispose]();
  expect(descriptorsOf(file.path)).toHaveLength(0);
});
