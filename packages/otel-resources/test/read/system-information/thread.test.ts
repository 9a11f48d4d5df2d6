import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mem } from 'systeminformation';
import { expect, onTestFinished, test } from 'vitest';
import {
  openSystemInformation,
  type SystemInformation,
  type Topic,
} from '../../../src/read/system-information/index.ts';

function opened(path?: string): SystemInformation {
  const information = openSystemInformation(path);
  if (!information) throw new Error('systeminformation is a devDependency');
  onTestFinished(() => information[Symbol.dispose]());
  return information;
}

/** A library with these functions, in a file of its own. */
function library(source: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, 'library.cjs');
  writeFileSync(path, source);
  return path;
}

test('the real library answers, and String.prototype stays that of the application', async () => {
  const { trim } = String.prototype;
  const patched = function patched(this: string): string {
    return trim.call(this);
  };
  String.prototype.trim = patched;
  onTestFinished(() => {
    String.prototype.trim = trim;
  });
  const information = opened();
  const { total } = await mem();
  expect(await information.ask('mem')).toMatchObject({ total });
  expect(await information.ask('networkStats', 'lo')).toEqual([
    expect.objectContaining({ iface: 'lo' }),
  ]);
  expect(String.prototype.trim).toBe(patched);
});

test('answers one question after another', async () => {
  const path = library(`
    let running = 0;
    const ask = async () => { const others = running++; await new Promise(setImmediate); running--; return others; };
    module.exports = { mem: ask, fsSize: ask, disksIO: ask, networkStats: ask };
  `);
  const information = opened(path);
  const topics: readonly Topic[] = ['mem', 'fsSize', 'disksIO', 'networkStats'];
  expect(await Promise.all(topics.map((topic) => information.ask(topic)))).toEqual([0, 0, 0, 0]);
});

test.each([
  ['throws', 'throw new Error("broken")', 'broken'],
  ['rejects', 'return Promise.reject(new Error("broken"))', 'broken'],
  ['ends its thread', 'process.exit(3)', 'systeminformation ended'],
  [
    'throws later',
    'setImmediate(() => { throw new Error("late") }); return new Promise(() => {})',
    'late',
  ],
])(
  'a function that %s is a question that fails, and the next is answered',
  async (_, body, why) => {
    const path = library(`module.exports = { mem() { ${body} }, disksIO: async () => 7 };`);
    const information = opened(path);
    await expect(information.ask('mem')).rejects.toThrow(why);
    expect(await information.ask('disksIO')).toBe(7);
  },
);

test('a library that cannot be loaded is a question that fails', async () => {
  await expect(opened('/nowhere/library.cjs').ask('mem')).rejects.toThrow('Cannot find module');
});

test('a thread that hangs is given up, and the next question has a new one', async () => {
  const information = opened(
    library('module.exports = { mem() { for (;;); }, disksIO: async () => 7 };'),
  );
  const hanging = information.ask('mem');
  information.abandon();
  await expect(hanging).rejects.toThrow('does not answer');
  expect(await information.ask('disksIO')).toBe(7);
});

test('what is open at the end is given up', async () => {
  const information = opened(library('module.exports = { mem: () => new Promise(() => {}) };'));
  const open = information.ask('mem');
  information[Symbol.dispose]();
  await expect(open).rejects.toThrow('no longer asked');
});
