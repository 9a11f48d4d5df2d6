import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Culprit } from '../../src/evidence/culprits.ts';
import { originalPositions } from '../../src/evidence/source-positions.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'plimsoll-maps-'));
});
afterEach(() => rm(folder, { recursive: true }));

function culprit(file: string, line = 1, column = 1): Culprit {
  const frame = { functionName: 'handle', file, line, column };
  return { ...frame, bytes: 1, share: 1, stack: [frame] };
}

/** Says that line 1, column 1 of a bundle was line 12, column 5 of `store.ts`. */
const MAP = JSON.stringify({
  version: 3,
  sources: ['../src/store.ts'],
  names: [],
  mappings: 'AAWI',
});

const base64 = Buffer.from(MAP).toString('base64');

test.each([
  ['in a file beside it', 'bundle.js.map'],
  ['within it', `data:application/json;base64,${base64}`],
])('a position is that of the source where the map stands %s', async (_, link) => {
  const file = join(folder, 'bundle.js');
  await writeFile(join(folder, 'bundle.js.map'), MAP);
  await writeFile(file, `function handle() {}\n//# sourceMappingURL=${link}\n`);
  const [found] = await originalPositions([culprit(pathToFileURL(file).href)]);
  const original = { file: join(folder, '../src/store.ts'), line: 12, column: 5 };
  expect(found).toMatchObject({ ...original, functionName: 'handle' });
  expect(found?.stack).toEqual([{ ...original, functionName: 'handle' }]);
});

test.each([
  ['a file without a map', 'function handle() {}\n', 1],
  [
    'a line that the map leaves out',
    '\n\nfunction f() {}\n//# sourceMappingURL=bundle.js.map\n',
    3,
  ],
  ['a map that is not there', 'function f() {}\n//# sourceMappingURL=gone.map\n', 1],
  ['a map that is none', 'function f() {}\n//# sourceMappingURL=bundle.js\n', 1],
])('%s keeps its positions', async (_, code, line) => {
  const file = join(folder, 'bundle.js');
  await writeFile(join(folder, 'bundle.js.map'), MAP);
  await writeFile(file, code);
  const [found] = await originalPositions([culprit(pathToFileURL(file).href, line)]);
  expect(found).toMatchObject({ file, line, column: 1 });
});

test('a frame of Node.js, of no file at all and of a file that is gone keep theirs', async () => {
  const names = ['node:events', 'evalmachine.<anonymous>', join(folder, 'gone.js')];
  const found = await originalPositions(names.map((name) => culprit(name, 7)));
  expect(found.map(({ file, line }) => [file, line])).toEqual(names.map((name) => [name, 7]));
});
