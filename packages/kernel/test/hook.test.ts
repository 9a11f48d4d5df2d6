import { createRequire } from 'node:module';
import { afterEach, expect, test, vi } from 'vitest';
import { hookModules } from '../src/hook.ts';
import { recordedFaults } from './recorded.ts';

const require = createRequire(import.meta.url);
const FILES = ['first-thing', 'second-thing'].map((name) =>
  require.resolve(`./fixtures/hooked/${name}.cjs`),
);
const [first, second] = FILES as [string, string];

afterEach(() => {
  for (const file of FILES) delete require.cache[file];
});

test('finds a module that stands in the cache, and one that is required later', () => {
  const { faults } = recordedFaults();
  require(first);
  const found = vi.fn();
  const hook = hookModules(['hooked/first-thing', second], faults, found);
  expect(found).toHaveBeenCalledWith({ name: 'first' }, 'hooked/first-thing');
  require(second);
  expect(found).toHaveBeenCalledWith({ name: 'second' }, 'second-thing');
  hook[Symbol.dispose]();
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
