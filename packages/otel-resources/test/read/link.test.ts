import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseSpeed, readLink } from '../../src/read/link.ts';
import { tree } from '../trees.ts';

test.each([
  ['full-duplex', { up: true, limit: 125_000_000, halfDuplex: false }],
  ['half-duplex', { up: true, limit: 12_500_000, halfDuplex: true }],
  ['state-unknown', { up: true, limit: 1_250_000_000, halfDuplex: false }],
  ['bond', { up: true, limit: 250_000_000, halfDuplex: false }],
  ['speed-unknown', { up: true, halfDuplex: false }],
  ['old-kernel', { up: true, halfDuplex: false }],
  ['down', { up: false, halfDuplex: false }],
  ['veth', undefined],
  ['gone', undefined],
])('link: reads %s as it is', async (name, link) => {
  expect(await readLink(tree('links').sys, name)).toEqual(link);
});

test('link: takes no speed but a positive number that is whole', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.integer().map(String)), (text) => {
      const speed = parseSpeed(text);
      expect(speed === undefined || (speed > 0 && Number.isSafeInteger(speed))).toBe(true);
    }),
  );
});
