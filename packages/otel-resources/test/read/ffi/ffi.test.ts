import { describe, expect, onTestFinished, test } from 'vitest';
import {
  type BackgroundLibrary,
  type Library,
  openInBackground,
  openLibrary,
} from '../../../src/read/ffi/index.ts';
import { compiled } from '../../native.ts';
import { ENGINES } from '../../nvml.ts';

const SIGNATURES = {
  mix: ['int32', 'uint32', 'uint64', 'bytes'],
  hold: ['uint32'],
  release_one: [],
  vanished: [],
} as const;
type Calls = typeof SIGNATURES;

const path = compiled('calls.c');

describe.skipIf(!path).each(ENGINES)('%s', (engine) => {
  const here = async (): Promise<Library<Calls>> => {
    const { library, reason } = await openLibrary(path ?? '', SIGNATURES, [engine]);
    if (!library) throw new Error(reason);
    onTestFinished(() => library[Symbol.dispose]());
    return library;
  };
  const background = async (): Promise<BackgroundLibrary<Calls>> => {
    const { library, reason } = await openInBackground(path ?? '', SIGNATURES, [engine]);
    if (!library) throw new Error(reason);
    onTestFinished(() => library[Symbol.dispose]());
    return library;
  };

  test('calls on this thread with every type of value', async () => {
    const { functions } = await here();
    const out = Buffer.alloc(8);
    expect(functions.mix?.(-1, 2 ** 32 - 1, 2n ** 63n, out)).toBe(-7);
    expect(out.readBigUInt64LE()).toBe(2n ** 63n + 2n ** 32n - 2n);
  });

  test('calls in the background with every type of value', async () => {
    const { functions } = await background();
    const out = Buffer.alloc(8);
    expect(await functions.mix?.(-1, 2 ** 32 - 1, 2n ** 63n, out)).toBe(-7);
    expect(out.readBigUInt64LE()).toBe(2n ** 63n + 2n ** 32n - 2n);
  });

  test('lacks the functions that the library lacks', async () => {
    for (const { functions } of [await here(), await background()])
      expect(Object.keys(functions)).toEqual(['mix', 'hold', 'release_one']);
  });

  test('has one call under way, and the event loop goes on meanwhile', async () => {
    const { functions } = await background();
    const calls = [1, 2, 3].map(() => functions.hold?.(0));
    const { release_one: release } = (await here()).functions;
    for (const _ of calls) release?.();
    expect(await Promise.all(calls)).toEqual([1, 1, 1]);
  });

  test('ends the calls before it goes, and takes none after', async () => {
    const library = await background();
    const call = library.functions.hold?.(0);
    library[Symbol.dispose]();
    library[Symbol.dispose]();
    await expect(library.functions.hold?.(0)).rejects.toThrow('closed');
    (await here()).functions.release_one?.();
    expect(await call).toBe(1);
  });

  test('goes on after a call that was given what it does not take', async () => {
    const { functions } = await background();
    await expect(functions.hold?.('wrong' as unknown as number)).rejects.toThrow();
    expect(await functions.release_one?.()).toBe(0);
    expect(await functions.hold?.(0)).toBe(1);
  });

  test('tells why there is no library', async () => {
    const opened = [openLibrary, openInBackground].map((open) => open('./gone.so', {}, [engine]));
    for (const { library, reason } of await Promise.all(opened)) {
      expect(library).toBeUndefined();
      expect(reason).toMatch(/gone\.so|No such file/);
    }
  });
});

test.skipIf(ENGINES.includes('node:ffi'))('tells that Node.js has no node:ffi', async () => {
  const opened = [openLibrary, openInBackground].map((open) => open('libc.so.6', {}, ['node:ffi']));
  for (const { reason } of await Promise.all(opened))
    expect(reason).toBe('Node.js has no node:ffi');
});

test('tells every reason where no engine has the library', async () => {
  const { reason } = await openLibrary('./gone.so', {});
  expect(reason?.split('; ')).toHaveLength(2);
});
