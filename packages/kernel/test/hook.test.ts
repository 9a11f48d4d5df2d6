import { createRequire } from 'node:module';
import { sep } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { hookModules } from '../src/hook.ts';
import { recordedFaults } from './recorded.ts';

const require = createRequire(import.meta.url);
const FILES = ['first-thing', 'second-thing'].map((name) =>
  require.resolve(`./fixtures/hooked/${name}.cjs`),
);
const [first, second] = FILES as [string, string];

const cached: string[] = [];

afterEach(() => {
  for (const file of [...FILES, ...cached.splice(0)]) delete require.cache[file];
});

/** Lets a module stand in the cache, as if it had been required from `file`. */
function cache(file: string, exports: unknown): void {
  const path = file.replaceAll('/', sep);
  cached.push(path);
  require.cache[path] = { loaded: true, exports } as never;
}

test('finds a module that stands in the cache, and one that is required later', () => {
  const { faults } = recordedFaults();
  cache('/app/node_modules/hooked/first-thing.cjs', { name: 'first' });
  const found = vi.fn();
  const hook = hookModules(['hooked/first-thing', second], faults, found);
  expect(found.mock.calls).toEqual([[{ name: 'first' }, 'hooked/first-thing']]);
  require(second);
  expect(found).toHaveBeenCalledWith({ name: 'second' }, 'second-thing');
  hook[Symbol.dispose]();
});

test.each([
  '/app/node_modules/hooked/first-things.cjs',
  '/home/hooked/first-thing/app.js',
  '/app/node_modules/unhooked/first-thing.cjs',
])('takes no other file for a module: %s', (file) => {
  cache(file, {});
  const found = vi.fn();
  hookModules(['hooked/first-thing'], recordedFaults().faults, found)[Symbol.dispose]();
  expect(found).not.toHaveBeenCalled();
});

test('finds nothing more once it is disposed, and leaves `require` as it was', () => {
  const { prototype } = require('node:module') as { prototype: object };
  const before = Reflect.get(prototype, 'require');
  const found = vi.fn();
  const hook = hookModules([second], recordedFaults().faults, found);
  expect(Reflect.get(prototype, 'require')).not.toBe(before);
  hook[Symbol.dispose]();
  require(second);
  expect(found).not.toHaveBeenCalled();
  expect(Reflect.get(prototype, 'require')).toBe(before);
});

test('breaks no import when what it calls throws', () => {
  const { faults, said } = recordedFaults();
  const hook = hookModules([second], faults, () => {
    throw new Error('from the hook');
  });
  expect(require(second)).toEqual({ name: 'second' });
  expect(said).toEqual(['second-thing: module hook failed: from the hook']);
  hook[Symbol.dispose]();
});

test('loads no module', () => {
  const before = Object.keys(require.cache);
  hookModules([first, second], recordedFaults().faults, () => {})[Symbol.dispose]();
  expect(Object.keys(require.cache)).toEqual(before);
});
