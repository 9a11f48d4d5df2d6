import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Results } from './results.ts';
import type { Command, Suite } from './suites.ts';

/** The longest is mysql2's with three minutes on two slow CPUs. */
const TIMEOUT_MILLIS = 1_200_000;

/** Of every POSIX shell. */
const COMMAND_NOT_FOUND = 127;

interface Run {
  readonly results: Results;
  /** How many pools were observed, those of one name in one process as one; 0 when bare. */
  readonly pools: number;
}

/** Runs the suite that lies in `path`, by its own command or another. Throws where it cannot be run, or gave no results. */
export function runSuite(
  suite: Suite,
  path: string,
  attached: boolean,
  [program, ...args]: Command = suite.run,
): Run {
  const folder = realpathSync(path);
  const { classes = {}, given = [] } = suite;
  for (const file of [...Object.values(classes), ...given])
    if (!existsSync(join(folder, file))) throw new Error(`${file} is not in ${folder}`);
  const temporary = mkdtempSync(join(tmpdir(), 'plimsoll-suite-'));
  const report = join(temporary, 'pools');
  try {
    const { status, stdout, stderr, error } = spawnSync(`${program} ${args.join(' ')}`, {
      cwd: folder,
      shell: true,
      encoding: 'utf8',
      timeout: TIMEOUT_MILLIS,
      maxBuffer: 2 ** 28,
      env: {
        ...process.env,
        ...suite.environment,
        PATH: [
          dirname(process.execPath),
          join(folder, 'node_modules', '.bin'),
          process.env.PATH,
        ].join(delimiter),
        ...(attached && {
          NODE_OPTIONS: `--import=${pathToFileURL(join(import.meta.dirname, 'attach.mjs'))}`,
          PLIMSOLL_SUITE: JSON.stringify({ classes, given, folder, report }),
        }),
      },
    });
    if (error) throw error;
    if (status === COMMAND_NOT_FOUND)
      throw new Error(`${program} is not installed in ${folder}. In it: ${suite.get.at(-1)}`);
    const results = suite.results(stdout);
    if (results.size === 0) throw new Error(`The suite gave no results:\n${stderr.slice(-2000)}`);
    const lines = existsSync(report) ? readFileSync(report, 'utf8').trim().split('\n') : [];
    return { results, pools: lines.reduce((sum, line) => sum + Number(line), 0) };
  } finally {
    rmSync(temporary, { recursive: true });
  }
}
