import { type ChildProcess, spawn } from 'node:child_process';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of this package: from here `plimsoll/register` is the published build. */
const PACKAGE = dirname(dirname(import.meta.dirname));

export interface ProgramOptions {
  /** Flags of Node.js; `--import plimsoll/register` by default. */
  readonly flags?: readonly string[];
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** A real Node.js process that runs a fixture. */
export interface Program {
  readonly child: ChildProcess;
  readonly stdout: string;
  readonly stderr: string;
  /** Resolves with the first match in the output. */
  said(pattern: RegExp): Promise<RegExpMatchArray>;
  /** Resolves at the end with the exit code or the signal. */
  readonly ended: Promise<number | NodeJS.Signals | null>;
}

export const REGISTER: readonly string[] = ['--import', 'plimsoll/register'];
export const REQUIRE: readonly string[] = ['--require', 'plimsoll/register'];

export function fixture(path: string): string {
  return fileURLToPath(new URL(`../fixtures/${path}`, import.meta.url));
}

/** Starts a fixture with an environment of its own: nothing of the test run's OTEL, PLIMSOLL or NODE variables. */
export function run(path: string, options: ProgramOptions = {}): Program {
  const { flags = REGISTER, args = [], env = {} } = options;
  const child = spawn(process.execPath, [...flags, fixture(path), ...args], {
    cwd: PACKAGE,
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let [stdout, stderr] = ['', ''];
  const waiting = new Set<() => void>();
  child.stdout.on('data', (chunk) => {
    stdout += chunk;
    for (const look of waiting) look();
  });
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
    for (const look of waiting) look();
  });
  const ended = new Promise<number | NodeJS.Signals | null>((resolve) =>
    child.on('close', (code, signal) => resolve(signal ?? code)),
  );
  return {
    child,
    ended,
    get stdout() {
      return stdout;
    },
    get stderr() {
      return stderr;
    },
    said: (pattern) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const match = (stdout + stderr).match(pattern);
          if (match) resolve(match);
        };
        waiting.add(look);
        look();
        void ended.then((code) => {
          look();
          reject(
            new Error(`${path} ended with ${code} and never said ${pattern}:\n${stdout}${stderr}`),
          );
        });
      }),
  };
}

/** The variables that send everything to a collector. */
export function sendTo(url: string): Record<string, string> {
  return { OTEL_EXPORTER_OTLP_ENDPOINT: url, OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json' };
}
