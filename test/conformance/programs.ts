import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type TestFunction, test } from 'vitest';

/** The first of the programs that is on PATH. */
function found(...names: readonly string[]): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter);
  return names
    .flatMap((name) => folders.map((folder) => join(folder, name)))
    .find((path) => {
      try {
        accessSync(path, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}

/**
 * A test that needs one of the programs. Where none is there it fails in CI, and elsewhere is skipped loudly.
 */
export function testWith(
  names: readonly string[],
  title: string,
  body: (program: string) => Promise<void>,
): void {
  const program = found(...names);
  const run: TestFunction = () => {
    if (!program) throw new Error(`none of ${names.join(', ')} is on PATH`);
    return body(program);
  };
  if (program || process.env.CI) test(title, run);
  else {
    process.stderr.write(
      `\n*** none of ${names.join(', ')} is on PATH: "${title}" is SKIPPED ***\n\n`,
    );
    test.skip(title, run);
  }
}
