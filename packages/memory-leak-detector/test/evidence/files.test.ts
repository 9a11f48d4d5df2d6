import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { placeFile } from '../../src/evidence/files.ts';

let folder: string;
beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'plimsoll-files-')), 'evidence');
});
afterEach(() => rm(join(folder, '..'), { recursive: true }));

const write =
  (text = 'text') =>
  (path: string): Promise<void> =>
    writeFile(path, text);

let second = 0;
const now = () => ({ bytes: 4, epochMillis: Date.UTC(2026, 0, 1, 0, 0, second++) });

describe('a file of evidence', () => {
  test('is made in a folder of its own, whole, for its owner alone', async () => {
    const path = await placeFile({ folder, limit: 5 }, 'heapprofile', now(), write('whole'));
    expect(await readFile(path, 'utf8')).toBe('whole');
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
    expect(await readdir(folder)).toEqual([expect.stringMatching(/^plimsoll-.*\.heapprofile$/)]);
  });

  test('replaces the oldest of its kind, and no file of anybody else', async () => {
    await placeFile({ folder, limit: 2 }, 'cpuprofile', now(), write());
    await writeFile(join(folder, 'notes.heapprofile'), 'mine');
    const paths: string[] = [];
    for (let left = 4; left > 0; left--)
      paths.push(await placeFile({ folder, limit: 2 }, 'heapprofile', now(), write()));
    const names = await readdir(folder);
    expect(names.filter((name) => name.endsWith('.cpuprofile'))).toHaveLength(1);
    expect(names).toContain('notes.heapprofile');
    const left = names.filter(
      (name) => name.startsWith('plimsoll') && name.endsWith('.heapprofile'),
    );
    expect(left.sort()).toEqual(paths.slice(2).map((path) => path.slice(folder.length + 1)));
  });

  test('stays where the clock was set back, and those that have later names go', async () => {
    const ahead = { bytes: 4, epochMillis: Date.UTC(2300, 0, 1) };
    for (let left = 2; left > 0; left--)
      await placeFile({ folder, limit: 2 }, 'heapprofile', ahead, write());
    const paths: string[] = [];
    for (let left = 2; left > 0; left--)
      paths.push(await placeFile({ folder, limit: 2 }, 'heapprofile', now(), write()));
    expect((await readdir(folder)).sort()).toEqual(
      paths.map((path) => path.slice(folder.length + 1)),
    );
  });

  test('is not begun on a disk that is full', async () => {
    const full = { folder, limit: 5, freeBytes: async () => 1000 };
    await expect(placeFile(full, 'heapprofile', now(), write())).rejects.toThrow(
      '4 bytes and a reserve do not fit into 1000 free bytes',
    );
    expect(await readdir(folder)).toEqual([]);
  });

  test('leaves nothing half written behind', async () => {
    const failing = async (path: string): Promise<void> => {
      await writeFile(path, 'half');
      throw new Error('no space left');
    };
    const placed = placeFile({ folder, limit: 5 }, 'heapprofile', now(), failing);
    await expect(placed).rejects.toThrow('no space left');
    expect(await readdir(folder)).toEqual([]);
  });

  test.runIf(process.platform === 'linux')('is refused in a folder that is read-only', async () => {
    // In the file system of the kernel nobody makes files, root neither.
    const readOnly = { folder: '/sys/kernel', limit: 5, freeBytes: async () => 1e12 };
    await expect(placeFile(readOnly, 'heapprofile', now(), write())).rejects.toThrow(
      /EACCES|EPERM|EROFS/,
    );
  });

  test('is refused where the folder cannot be made', async () => {
    await placeFile({ folder, limit: 5 }, 'heapprofile', now(), write());
    const [name] = await readdir(folder);
    const below = join(folder, String(name), 'deeper');
    await expect(
      placeFile({ folder: below, limit: 5 }, 'heapprofile', now(), write()),
    ).rejects.toThrow('ENOTDIR');
  });
});
