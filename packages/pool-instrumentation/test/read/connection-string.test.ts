import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readConnectionString } from '../../src/read/connection-string.ts';

test('reads database, host and port', () => {
  expect(
    readConnectionString('postgres://ann:secret@db.example:6432/shop?sslmode=require'),
  ).toEqual({ namespace: 'shop', host: 'db.example', port: '6432' });
});

test('reads an IPv6 host and an escaped name', () => {
  expect(readConnectionString('postgresql://[::1]/my%20shop')).toEqual({
    namespace: 'my shop',
    host: '[::1]',
  });
});

test.each([
  ['an unescaped @', 'postgres://ann:s3cret@here@db.example/shop'],
  ['an unescaped /', 'postgres://ann:12/s3cret@db.example/shop'],
  ['an unescaped ?', 'postgres://ann:12?s3cret@db.example/shop'],
  ['an unescaped #', 'postgres://ann:12#s3cret@db.example/shop'],
  ['more than one part to its path', 'postgres://db.example/shop/s3cret'],
  ['no scheme', 'ann:s3cret@db.example'],
  ['a socket', '/var/run/postgresql s3cret'],
])('gives nothing of a password with %s', (_case, text) => {
  expect(JSON.stringify(readConnectionString(text))).not.toContain('s3cret');
});

test('never tells user or password, whatever they are made of', () => {
  const hard = fc
    .string({ unit: fc.constantFrom(...'/@:?#%[]&=1a'), minLength: 1, maxLength: 12 })
    .map((text) => `s3cret${text}s3cret`);
  fc.assert(
    fc.property(hard, hard, fc.boolean(), (user, password, escaped) => {
      const write = escaped ? encodeURIComponent : String;
      const text = `postgres://${write(user)}:${write(password)}@db.example/shop`;
      const told = JSON.stringify(readConnectionString(text));
      expect(told).not.toContain('s3cret');
    }),
  );
});
