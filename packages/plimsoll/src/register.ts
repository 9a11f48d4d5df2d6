import { createRequire } from 'node:module';
import { isMainThread } from 'node:worker_threads';
import { refusal } from './register/refusal.ts';

/** Marks the process: however often and by whichever way this file is loaded, it starts once. */
const STARTED = Symbol.for('plimsoll.register');

const refused = refusal(process, isMainThread);
if (refused) {
  if (refused.message) process.stderr.write(`plimsoll: ${refused.message}\n`);
} else if (!Reflect.has(globalThis, STARTED)) {
  Reflect.set(globalThis, STARTED, true);
  // Loaded only here: a refused start costs no more than the check. Synchronous, since under `--require` the
  // application's first line runs right after this one.
  try {
    createRequire(import.meta.url)('./register/start.cjs').start();
  } catch (error) {
    process.stderr.write(
      `plimsoll: start failed: ${error instanceof Error ? error.message : String(error)}\n`,
    );
  }
}
