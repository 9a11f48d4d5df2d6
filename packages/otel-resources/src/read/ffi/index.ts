import { openInPool, openWithKoffi } from './koffi.ts';
import { openInWorker, openWithNode } from './node.ts';
import type { BackgroundLibrary, Engine, Library, Opened, Signatures } from './signature.ts';

export type { BackgroundLibrary, Engine, Library, Opened, Signatures } from './signature.ts';

/** koffi first: it is stable, and it needs no worker thread. */
const ENGINES: readonly Engine[] = ['koffi', 'node:ffi'];

/**
 * Opens a shared library (`libc.so.6`, or a path) for calls on this thread, which they block. Never rejects. A signature
 * that is not that of the C function can end the process: they are pinned by tests.
 */
export async function openLibrary<const S extends Signatures>(
  path: string,
  signatures: S,
  engines: readonly Engine[] = ENGINES,
): Promise<Opened<Library<S>>> {
  return first(engines, (engine) =>
    engine === 'koffi' ? openWithKoffi(path, signatures) : openWithNode(path, signatures),
  );
}

/** The same for calls that may last: they run off this thread, one after another. Never rejects. */
export async function openInBackground<const S extends Signatures>(
  path: string,
  signatures: S,
  engines: readonly Engine[] = ENGINES,
): Promise<Opened<BackgroundLibrary<S>>> {
  return first(engines, (engine) =>
    engine === 'koffi' ? openInPool(path, signatures) : openInWorker(path, signatures),
  );
}

async function first<L>(
  engines: readonly Engine[],
  open: (engine: Engine) => L | Promise<L>,
): Promise<Opened<L>> {
  const reasons: string[] = [];
  for (const engine of engines) {
    try {
      return { library: await open(engine) };
    } catch (error) {
      reasons.push(error instanceof Error ? error.message : String(error));
    }
  }
  return { reason: reasons.join('; ') };
}
