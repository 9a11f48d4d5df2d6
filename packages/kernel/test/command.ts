import { type ExecFileOptions, execFile } from 'node:child_process';

const OUTPUT_LIMIT = 64 * 1024 * 1024;

/** Runs a program to its end; its standard output, or an error with all that it wrote. */
export function run(
  program: string,
  args: readonly string[],
  options: ExecFileOptions = {},
): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(
      program,
      args,
      { maxBuffer: OUTPUT_LIMIT, ...options, encoding: 'utf8' },
      (error, stdout, stderr) => {
        if (error === null) resolve(stdout);
        else
          reject(
            new Error(`${program} ${args.join(' ')}: ${error.message}\n${stdout}${stderr}`, {
              cause: error,
            }),
          );
      },
    );
  });
}

/** Whether the program is there and ends with 0. */
export function succeeds(program: string, args: readonly string[]): Promise<boolean> {
  return run(program, args).then(
    () => true,
    () => false,
  );
}
