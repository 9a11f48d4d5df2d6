import { expect, test } from 'vitest';
import { listenerWarningOf } from '../../src/listeners/warning.ts';

const NAME = 'MaxListenersExceededWarning';

test.each([
  ['at remember (/app/store.js:12:5)', ['remember', '/app/store.js', 12, 5]],
  [
    'at Bus.remember [as on] (file:///app/a b.mjs:1:2)',
    ['Bus.remember [as on]', 'file:///app/a b.mjs', 1, 2],
  ],
  ['at /app/store.js:12:5', ['(anonymous)', '/app/store.js', 12, 5]],
  ['at async /app/store.js:12:5', ['(anonymous)', '/app/store.js', 12, 5]],
  ['at C.f (C:\\app\\store.js:12:5)', ['C.f', 'C:\\app\\store.js', 12, 5]],
])('the place is read of a stack with `%s`', (line, [functionName, file, row, column]) => {
  const stack = `${NAME}: many\n    at addListener (node:events:1:1)\n    ${line}\n    at x (/y.js:1:1)`;
  const { site } =
    listenerWarningOf({ name: NAME, emitter: {}, type: 'x', count: 11, stack }) ?? {};
  expect(site).toEqual({ functionName, file, line: row, column });
});

test('the place of what `eval` made is who evaluates it', () => {
  const made = 'at Array.eval (eval at <anonymous> (/app/template.js:15:59), <anonymous>:3:50)';
  const stack = `${NAME}: many\n    ${made}\n    at render (/app/view.js:4:2)`;
  const { site } =
    listenerWarningOf({ name: NAME, emitter: {}, type: 'x', count: 11, stack }) ?? {};
  expect(site).toEqual({ functionName: 'render', file: '/app/view.js', line: 4, column: 2 });
});

test.each([
  ['without a stack', {}],
  ['with a stack that is no text', { stack: [] }],
  ['with a stack of Node.js alone', { stack: 'x\n    at on (node:events:1:1)' }],
])('no place is told of a warning %s', (_, more) => {
  const warning = {
    name: NAME,
    target: Object.create(null),
    type: Symbol('end'),
    count: 11,
    ...more,
  };
  expect(listenerWarningOf(warning)).toEqual({
    emitter: undefined,
    type: 'end',
    count: 11,
    site: undefined,
  });
});

test.each([undefined, null, 'text', {}, { name: NAME }, { name: 'Warning', count: 11 }])(
  '%j is no such warning',
  (warning) => {
    expect(listenerWarningOf(warning)).toBeUndefined();
  },
);
