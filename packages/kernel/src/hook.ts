import * as nodeModule from 'node:module';
import { sep } from 'node:path';
import { Hook as ImportHook } from 'import-in-the-middle';
import { Hook as RequireHook } from 'require-in-the-middle';
import { createCleanup } from './cleanup.ts';
import type { Faults } from './fault.ts';

/** Resolves what this package depends on, be it loaded as an ES module or as CommonJS. */
const require = nodeModule.createRequire(import.meta.url);

/** One loader serves all copies of our packages in the process. */
const LOADER = Symbol.for('@plimsoll/kernel/loader@0');

/** A file of a package: `pg-pool`, or `generic-pool/lib/Pool` for one that is not its main file. */
export type ModuleName = string;

/**
 * Calls `found` with the exports of each of `modules`: at once for those that stand in the CommonJS cache, and
 * later for those that are loaded, by `require` and, where a loader is registered, by `import`. A module may be
 * found more than once. What `found` throws is a fault and breaks no import; no module is loaded by this.
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

/**
 * Registers the synchronous loader of import-in-the-middle for `modules`, where Node.js can run it (22.22.3, 24.11.1,
 * 25.1, 26 and later). Where it cannot, `false` is the answer and the caller hands `import-in-the-middle/hook.mjs`
 * to `module.register`, which only a program started with `--import` does in time. Once for a process.
 */
export function registerLoader(modules: readonly ModuleName[], faults: Faults): boolean {
  if (Reflect.has(globalThis, LOADER)) return true;
  if (!('registerHooks' in nodeModule)) return false;
  const registered = faults.guard('registering the module loader failed', () => {
    const loader: typeof import('import-in-the-middle/register-hooks.mjs') = require('import-in-the-middle/register-hooks.mjs');
    if (!loader.supportsSyncHooks()) return false;
    loader.register({ include: [...modules] });
    return true;
  });
  if (registered) Object.defineProperty(globalThis, LOADER, { value: true });
  return registered === true;
}

function* cached(modules: readonly ModuleName[]): Generator<[unknown, ModuleName]> {
  for (const [file, entry] of Object.entries(require.cache)) {
    const module = modules.find((name) => file.includes(`${sep}${name.replaceAll('/', sep)}`));
    if (module && entry?.loaded) yield [entry.exports, module];
  }
}
