import { expect, test } from 'vitest';
import { refusal } from '../../src/register/refusal.ts';

const NODE = { env: {}, argv: ['node', 'app.js'], versions: { node: '22.15.0' } };

test('starts in the main thread of Node.js', () => {
  expect(refusal(NODE, true)).toBe(undefined);
  expect(refusal({ ...NODE, versions: { node: '20.19.0' } }, true)).toBe(undefined);
});

for (const env of [
  { OTEL_SDK_DISABLED: 'true' },
  { OTEL_SDK_DISABLED: ' TRUE ' },
  { PLIMSOLL_DISABLED: 'true' },
])
  test(`is silent with ${JSON.stringify(env)}`, () => {
    expect(refusal({ ...NODE, env }, true)).toEqual({});
  });

test('starts where it is not disabled but false', () => {
  const env = { OTEL_SDK_DISABLED: 'false', PLIMSOLL_DISABLED: '' };
  expect(refusal({ ...NODE, env }, true)).toBe(undefined);
});

test('is silent in a worker thread', () => {
  expect(refusal(NODE, false)).toEqual({});
});

for (const script of [
  '/usr/lib/node_modules/npm/bin/npm-cli.js',
  '/usr/bin/npx',
  'C:\\Program Files\\nodejs\\node_modules\\npm\\bin\\npx-cli.js',
  '/app/.yarn/releases/yarn-4.9.1.cjs',
  '/usr/local/bin/pnpm',
  '/usr/lib/node_modules/corepack/dist/corepack.js',
])
  test(`leaves the place of the main process to what ${script} starts`, () => {
    expect(refusal({ ...NODE, argv: ['node', script] }, true)).toEqual({});
  });

for (const script of ['/app/npm.service/app.js', '/app/yarns.js', '/app/my-npm-cli.jsx'])
  test(`takes ${script} for an application`, () => {
    expect(refusal({ ...NODE, argv: ['node', script] }, true)).toBe(undefined);
  });

for (const [versions, message] of [
  [{ node: '24.0.0', bun: '1.3.0' }, /bun is not supported/],
  [{ node: '24.0.0', deno: '2.5.0' }, /deno is not supported/],
  [{ node: '20.18.3' }, /Node\.js 20\.18\.3 is too old, 20\.19 or later/],
  [{ node: '18.20.0' }, /too old/],
  [{}, /too old/],
] as const)
  test(`says once that it does not run on ${JSON.stringify(versions)}`, () => {
    expect(refusal({ ...NODE, versions }, true)?.message).toMatch(message);
  });
