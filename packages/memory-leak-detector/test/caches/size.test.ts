import fc from 'fast-check';
import { expect, test } from 'vitest';
import { estimateBytes } from '../../src/caches/size.ts';

test.each([
  ['a buffer', Buffer.alloc(1000), 1032],
  ['text', 'x'.repeat(1000), 1016],
  ['a number', 5, 8],
  ['an object', { id: 1, name: 'abcd' }, 60],
  ['a list of equal rows', Array.from({ length: 10_000 }, () => 'x'.repeat(84)), 1_000_032],
  ['a Map', new Map([[1, 'abcd']]), 60],
])('the bytes of %s are about what they are', (_, value, bytes) => {
  expect(estimateBytes(value) / bytes).toBeGreaterThan(0.8);
  expect(estimateBytes(value) / bytes).toBeLessThan(1.2);
});

test('what refers to itself ends, and getters are not run', () => {
  const self: { own?: unknown; readonly secret: string } = {
    get secret(): string {
      throw new Error('looked at');
    },
  };
  self.own = self;
  expect(estimateBytes(self)).toBe(40);
});

test('any value has a size that is a number of bytes', () => {
  fc.assert(
    fc.property(fc.anything(), (value) => {
      const bytes = estimateBytes(value);
      expect(Number.isFinite(bytes) && bytes > 0).toBe(true);
    }),
  );
});
