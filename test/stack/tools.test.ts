import { atLeast, goEnvironment } from '@plimsoll/kernel/test/go';
import { afterEach, expect, inject, test, vi } from 'vitest';
import { obtainTools } from './tools.ts';

afterEach(() => {
  vi.unstubAllEnvs();
});

test('what the cache has is taken without any Go', async () => {
  vi.stubEnv('PATH', '/nowhere');
  expect(await obtainTools()).toEqual(inject('tools'));
});

test('a machine without Go and without apt-get is told what to install', async () => {
  vi.stubEnv('PATH', '/nowhere');
  await expect(goEnvironment('1.26.8')).rejects.toThrow('apt-get install golang-go');
});

test.each([
  ['1.26', '1.26.8', true],
  ['1.27', '1.26.8', true],
  ['2.0', '1.26.8', true],
  ['1.19', '1.26.8', false],
  ['1.9', '1.26.8', false],
])('Go %s is new enough for %s: %s', (version, wanted, enough) => {
  expect(atLeast(version, wanted)).toBe(enough);
});
