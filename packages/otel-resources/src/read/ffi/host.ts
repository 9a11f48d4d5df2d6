/** Of `node:ffi`, which the types of Node 24 do not know. */
export interface NodeFfi {
  readonly DynamicLibrary: new (
    path: string,
  ) => {
    getFunction(
      name: string,
      signature: { readonly return: string; readonly arguments: readonly string[] },
    ): (...values: readonly unknown[]) => number;
    close(): void;
  };
}

/** A call; without a name, the end. */
export interface HostMessage {
  readonly name?: string;
  readonly values?: readonly unknown[];
}

/** First the names of the functions that there are, or why there is no library; then an answer to each call. */
export type HostReply =
  | { readonly names: readonly string[]; readonly error?: undefined }
  | { readonly result: number; readonly values: readonly unknown[]; readonly error?: undefined }
  | { readonly error: string };

/**
 * What runs in the worker thread, as text: a file of its own would have to be found again in every bundle. So it knows
 * nothing but Node's builtins, and names no function, for bundlers that keep names would call a helper of theirs. It
 * ends of itself when it is told to, after the calls before.
 */
export function host(): void {
  type Threads = typeof import('node:worker_threads');
  type Foreign = (...values: readonly unknown[]) => number;
  const { parentPort, workerData } = process.getBuiltinModule('node:worker_threads') as Threads;
  const ffi = process.getBuiltinModule('node:ffi') as unknown as NodeFfi;
  const { path, types } = workerData as {
    readonly path: string;
    readonly types: Readonly<Record<string, readonly string[]>>;
  };
  const functions = new Map<string, Foreign>();
  try {
    const library = new ffi.DynamicLibrary(path);
    for (const [name, takes] of Object.entries(types)) {
      try {
        functions.set(name, library.getFunction(name, { return: 'int32', arguments: takes }));
      } catch {
        // An older library lacks it.
      }
    }
    parentPort?.on('message', ({ name, values = [] }: HostMessage) => {
      if (name === undefined) {
        library.close();
        parentPort.close();
        return;
      }
      let reply: HostReply;
      try {
        reply = { result: (functions.get(name) as Foreign)(...values), values };
      } catch (error) {
        reply = { error: String(error) };
      }
      parentPort.postMessage(reply);
    });
    parentPort?.postMessage({ names: [...functions.keys()] } satisfies HostReply);
  } catch (error) {
    parentPort?.postMessage({ error: (error as Error).message } satisfies HostReply);
  }
}
