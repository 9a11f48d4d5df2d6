import type { BackgroundLibrary, ForeignType, Library, Signatures } from './signature.ts';

type Koffi = typeof import('koffi');

const TYPES: Readonly<Record<ForeignType, string>> = {
  int32: 'int32',
  uint32: 'uint32',
  uint64: 'uint64',
  bytes: 'void *',
};

/** Throws where it is not installed, or has nothing for this platform. */
async function load(): Promise<Koffi> {
  try {
    return await import('koffi');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const absent = code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND';
    throw absent ? new Error('koffi is not installed') : error;
  }
}

function resolve<S extends Signatures>(
  library: ReturnType<Koffi['load']>,
  signatures: S,
): [string, ReturnType<typeof library.func>][] {
  return Object.entries(signatures).flatMap(([name, takes]) => {
    const types = takes.map((type) => TYPES[type]);
    try {
      return [[name, library.func(name, 'int', types)]];
    } catch {
      // An older library lacks it.
      return [];
    }
  });
}

/** Throws where there is no koffi or no library. */
export async function openWithKoffi<S extends Signatures>(
  path: string,
  signatures: S,
): Promise<Library<S>> {
  const library = (await load()).load(path);
  return {
    functions: Object.fromEntries<unknown>(resolve(library, signatures)) as Library<S>['functions'],
    [Symbol.dispose]: () => library.unload(),
  };
}

/** Calls on libuv's thread pool. Throws where there is no koffi or no library. */
export async function openInPool<S extends Signatures>(
  path: string,
  signatures: S,
): Promise<BackgroundLibrary<S>> {
  const library = (await load()).load(path);
  let open = true;
  let calls = 0;
  let last: Promise<unknown> = Promise.resolve();
  const unload = (): void => {
    if (!open && calls === 0) library.unload();
  };

  const functions = resolve(library, signatures).map(([name, run]) => {
    const call = (values: readonly unknown[]): Promise<number> =>
      new Promise((done, failed) => {
        run.async(...values, (error: unknown, result: number) =>
          error ? failed(error) : done(result),
        );
      });
    const queued = async (...values: readonly unknown[]): Promise<number> => {
      if (!open) throw new Error(`${name}: the library is closed`);
      calls++;
      const before = last;
      const result = before.then(() => call(values));
      last = result.catch(() => undefined);
      try {
        return await result;
      } finally {
        calls--;
        unload();
      }
    };
    return [name, queued];
  });

  return {
    functions: Object.fromEntries(functions) as BackgroundLibrary<S>['functions'],
    [Symbol.dispose]() {
      if (!open) return;
      open = false;
      unload();
    },
  };
}
