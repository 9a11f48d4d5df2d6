import { createRequire } from 'node:module';
import { join } from 'node:path';

const load = createRequire(import.meta.url);

const ZERO_CODE = '@opentelemetry/auto-instrumentations-node';
const SDK_FILE = /[\\/]@opentelemetry[\\/](?:sdk-node|sdk-metrics|auto-instrumentations-node)[\\/]/;

/** Whether an SDK of the application's is on its way: asked for by a flag, or loaded already. */
export function bringsSdk(flags: readonly string[]): boolean {
  return (
    flags.some((flag) => flag.includes(ZERO_CODE)) ||
    Object.keys(load.cache).some((file) => SDK_FILE.test(file))
  );
}

/** Whether the application has a package installed, looked for from its first file and its working directory. */
export function hasPackage(name: string, script: string | undefined, directory: string): boolean {
  return [script, join(directory, 'package.json')].some((from) => {
    if (from === undefined) return false;
    try {
      createRequire(from).resolve(name);
      return true;
    } catch {
      return false;
    }
  });
}
