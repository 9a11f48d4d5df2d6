import { expect, test } from 'vitest';
import { errorTypeOf } from '../src/error-type.ts';

test.each([
  [Object.assign(new Error('x'), { code: 'ECONNRESET' }), 'ECONNRESET'],
  [Object.assign(new Error('x'), { code: 42 }), 'Error'],
  [Object.assign(new Error('x'), { code: 'a text: with all' }), 'Error'],
  ['text', '_OTHER'],
  [undefined, '_OTHER'],
])('tells the type of %o', (error, type) => {
  expect(errorTypeOf(error)).toBe(type);
});
