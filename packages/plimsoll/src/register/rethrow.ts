import { EventEmitter } from 'node:events';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { isNativeError } from 'node:util/types';
import { runInNewContext } from 'node:vm';

/**
 * Has Node.js report `error` and end the process as it would have done when the error came the first time, as
 * `origin`. The way that the exception took is lost by now, so that Node.js would not find the source line.
 */
export function rethrow(error: unknown, origin: unknown): void {
  if (origin === 'unhandledRejection') {
    void Promise.reject(error);
    return;
  }
  if (isNativeError(error)) showSource(error);
  // Without a throw statement of ours that would be shown.
  queueMicrotask(() => {
    throw error;
  });
}

const FRAME = /^\s+at (?:.*\()?((?:file:\/\/)?[^():]+):(\d+):(\d+)\)?$/;

/** Puts the source line before the stack, as Node.js prints it: the line where the error was made. */
function showSource(error: Error): void {
  try {
    if (showEmitter(error)) return;
    const { stack = '' } = error;
    const top = stack.split('\n').find((text) => /^\s+at /.test(text));
    const [, file = '', line = '', column = ''] = top?.match(FRAME) ?? [];
    if (file === '' || process.sourceMapsEnabled) return;
    const path = file.startsWith('file:') ? fileURLToPath(file) : file;
    const source = readFileSync(path, 'utf8').split('\n')[Number(line) - 1];
    if (source === undefined) return;
    const mark = source.slice(0, markedColumn(source, Number(column) - 1)).replace(/\S/g, ' ');
    decorate(() => {
      throw error;
    });
    error.stack = `${file}:${line}\n${source}\n${mark}^\n\n${stack}`;
  } catch {
    // Then Node.js shows another line; the error and its stack are as they were.
  }
}

/** Where the error was made by the expression of a `throw` statement, the statement is marked. */
function markedColumn(source: string, made: number): number {
  const statement = source.slice(0, made).match(/\bthrow\b[^;{}]*$/);
  return statement?.index !== undefined && /^new\b/.test(source.slice(made))
    ? statement.index
    : made;
}

/** An 'error' event that nobody listened to is thrown by `EventEmitter`, and is so once more to be shown there. */
function showEmitter(error: Error): boolean {
  const mark = Object.getOwnPropertySymbols(error).find(
    ({ description }) => description === 'kEnhanceStackBeforeInspector',
  );
  if (!mark) return false;
  // It holds where the event was emitted.
  const emitted = Object.getOwnPropertyDescriptor(error, mark) ?? {};
  decorate(() => new EventEmitter().emit('error', error));
  Object.defineProperty(error, mark, emitted);
  return true;
}

/**
 * Has Node.js take note that the stack begins with a source line, as it does for errors in a `vm` script. It is
 * that of the statement that throws the error in `fail`.
 */
function decorate(fail: () => unknown): void {
  try {
    runInNewContext('fail()', { fail }, { displayErrors: true });
  } catch {
    // It is the error itself.
  }
}
