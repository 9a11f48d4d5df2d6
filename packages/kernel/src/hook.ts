import { createRequire } from 'node:module';
import { sep } from 'node:path';
import { Hook as ImportHook } from 'import-in-the-middle';
import { Hook as RequireHook } from 'require-in-the-middle';
import { createCleanup } from './cleanup.ts';
import type { Faults } from './fault.ts';

/** A file of a package: `pg-pool`, or `generic-pool/lib/Pool` for one that is not its main file. */
export type ModuleName = string;

/**
 * Calls `found` with the exports of each of `modules`: at once for those that stand in the CommonJS cache, and
 * later for those that are loaded, by `require` and, where a loader of import-in-the-middle is registered, by
 * `import`. A module may be found more than once. What `found` throws is a fault and breaks no import; no module
 * is loaded by this. It registers no loader: a second one in a process loses the options of the first, and a
 * CommonJS package is found without one as soon as it requires a second file of its own.
 */
export function hookModules(
  modules: readonly ModuleName[],
  faults: Faults,
  found: (exports: unknown, module: ModuleName) => void,
): Disposable {
  const cleanup = createCleanup();
  const tell = (exports: unknown, module: ModuleName): void => {
    faults.guard(`${module}: module hook failed`, () => found(exports, module));
  };
  faults.guard('reading the CommonJS cache failed', () => {
    for (const [exports, module] of cached(modules)) tell(exports, module);
  });
  faults.guard('hooking require failed', () => {
    const hook = new RequireHook([...modules], (exports, module) => {
      tell(exports, module);
      return exports;
    });
    cleanup.defer(() => hook.unhook());
  });
  faults.guard('hooking import failed', () => {
    const hook = new ImportHook([...modules], (exports, module) => {
      tell(exports, module);
      return exports;
    });
    cleanup.defer(() => hook.unhook());
  });
  return cleanup;
}

/** A file within another of `modules` is the one that its path says more of. */
function* cached(modules: readonly ModuleName[]): Generator<[unknown, ModuleName]> {
  const byLength = modules.toSorted((a, b) => b.length - a.length);
  const paths = byLength.map((name) => {
    const path = `${sep}node_modules${sep}${name.replaceAll('/', sep)}`;
    return { name, starts: [`${path}${sep}`, `${path}.`] };
  });
  for (const [file, entry] of Object.entries(createRequire(import.meta.url).cache)) {
    const module = paths.find(({ starts }) => starts.some((start) => file.includes(start)))?.name;
    if (module && entry?.loaded) yield [entry.exports, module];
  }
}
