import { isBuiltin } from 'node:module';
import process from 'node:process';
import { Worker } from 'node:worker_threads';
import { type HostMessage, type HostReply, host, type NodeFfi } from './host.ts';
import type { BackgroundLibrary, ForeignType, Library, Signatures } from './signature.ts';

const TYPES: Readonly<Record<ForeignType, string>> = {
  int32: 'int32',
  uint32: 'uint32',
  uint64: 'uint64',
  bytes: 'buffer',
};

function typesOf(signatures: Signatures): Record<string, readonly string[]> {
  return Object.fromEntries(
    Object.entries(signatures).map(([name, takes]) => [name, takes.map((type) => TYPES[type])]),
  );
}

/** Throws before Node.js 26.1, and where it is switched off. To load it here would print a warning. */
function demand(): void {
  if (!isBuiltin('node:ffi')) throw new Error('Node.js has no node:ffi');
}

function load(): NodeFfi {
  demand();
  return process.getBuiltinModule('node:ffi') as unknown as NodeFfi;
}

/** Throws where there is no `node:ffi`, no permission or no library. */
export function openWithNode<S extends Signatures>(path: string, signatures: S): Library<S> {
  const library = new (load().DynamicLibrary)(path);
  const functions = Object.entries(typesOf(signatures)).flatMap(([name, types]) => {
    try {
      return [[name, library.getFunction(name, { return: 'int32', arguments: types })]];
    } catch {
      // An older library lacks it.
      return [];
    }
  });
  return {
    functions: Object.fromEntries(functions) as Library<S>['functions'],
    [Symbol.dispose]: () => library.close(),
  };
}

interface Call {
  readonly values: readonly unknown[];
  readonly done: (result: number) => void;
  readonly failed: (error: Error) => void;
}

/**
 * Calls in a worker thread, since `node:ffi` blocks the thread that calls. Throws where there is no `node:ffi`, no
 * permission or no library.
 */
export async function openInWorker<S extends Signatures>(
  path: string,
  signatures: S,
): Promise<BackgroundLibrary<S>> {
  demand();
  const calls: Call[] = [];
  // Nothing of the application's: neither its preloaded modules, which would start a second of us, nor its secrets.
  const worker = new Worker(`(${host})()`, {
    eval: true,
    execArgv: ['--no-warnings'],
    env: {},
    name: 'plimsoll-ffi',
    workerData: { path, types: typesOf(signatures) },
  });
  let end: Error | undefined;
  const fail = (error: Error): void => {
    end ??= error;
    for (const call of calls.splice(0)) call.failed(end);
  };
  const names = await new Promise<readonly string[]>((done, failed) => {
    worker.once('message', (reply: HostReply) =>
      'names' in reply ? done(reply.names) : failed(new Error(String(reply.error))),
    );
    const ended = (error: Error): void => {
      failed(error);
      fail(error);
    };
    worker.once('error', ended);
    worker.once('exit', () => ended(new Error('the worker thread has ended')));
    // To listen to messages keeps the process alive, so it is undone after each time.
    worker.unref();
  });

  worker.on('message', (reply: HostReply) => {
    const call = calls.shift();
    if (!call || 'names' in reply) return;
    if (reply.error !== undefined) return call.failed(new Error(reply.error));
    for (const [at, value] of call.values.entries())
      if (value instanceof Uint8Array) value.set(reply.values[at] as Uint8Array);
    call.done(reply.result);
  });
  worker.unref();
  const functions = names.map((name) => [
    name,
    (...values: readonly unknown[]) =>
      new Promise<number>((done, failed) => {
        if (end) return failed(end);
        calls.push({ values, done, failed });
        worker.postMessage({ name, values } satisfies HostMessage);
      }),
  ]);
  return {
    functions: Object.fromEntries(functions) as BackgroundLibrary<S>['functions'],
    [Symbol.dispose]() {
      end ??= new Error('the library is closed');
      worker.postMessage({} satisfies HostMessage);
    },
  };
}
