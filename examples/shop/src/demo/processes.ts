import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const STOP_MILLIS = 5_000;

/** The processes of the demo, the last started first to be stopped; none outlives the demo. */
export interface Processes extends AsyncDisposable {
  /** Starts a file of the shop with Node. Its stderr goes to `say`, line by line. */
  start(name: string, command: Command): ChildProcess;
  /** Rejects when one of them ends before it is told to. */
  readonly failure: Promise<never>;
}

interface Command {
  readonly flags?: readonly string[];
  /** The file, relative to `src/`. */
  readonly file: string;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

export function createProcesses(say: (line: string) => void): Processes {
  const running: { readonly name: string; readonly child: ChildProcess }[] = [];
  const { promise: failure, reject } = withReject();
  let stopping = false;

  return {
    failure,
    start(name, { flags = [], file, args = [], env = {} }) {
      if (stopping) throw new Error(`${name} was not started: the demo is ending`);
      const path = fileURLToPath(new URL(`../${file}`, import.meta.url));
      const child = spawn(process.execPath, [...flags, path, ...args], {
        // The channel tells the child when the demo is gone, even if it was killed.
        stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
        env: { ...inherited(), ...env },
        // A Ctrl-C in the terminal is for the demo, which then stops them in order.
        detached: process.platform !== 'win32',
      });
      const last: string[] = [];
      if (child.stderr)
        createInterface({ input: child.stderr }).on('line', (line) => {
          last.push(line);
          last.splice(0, last.length - 20);
          say(`${name}: ${line}`);
        });
      child.on('error', (error) => reject(new Error(`${name} did not start: ${error.message}`)));
      child.on('close', (code, signal) => {
        if (!stopping)
          reject(new Error(`${name} ended (${signal ?? `exit code ${code}`})${cause(last)}`));
      });
      running.push({ name, child });
      return child;
    },
    async [Symbol.asyncDispose]() {
      stopping = true;
      for (const { child } of running.reverse()) await stop(child);
    },
  };
}

/** The line of V8 or of an exception that says why. */
function cause(lines: readonly string[]): string {
  const line = lines.find((one) => /FATAL ERROR|Error:/.test(one));
  return line ? `: ${line.trim()}` : '';
}

/** The environment without what would set up the telemetry of the shop otherwise than the demo does. */
function inherited(): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(process.env).filter(([key]) => !/^(OTEL_|PLIMSOLL_|NODE_OPTIONS$)/.test(key)),
  );
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  const deadline = setTimeout(() => child.kill('SIGKILL'), STOP_MILLIS);
  await ended.finally(() => clearTimeout(deadline));
}

function withReject(): { readonly promise: Promise<never>; reject(error: Error): void } {
  let reject: (error: Error) => void = () => undefined;
  const promise = new Promise<never>((_, refuse) => {
    reject = refuse;
  });
  promise.catch(() => undefined);
  return { promise, reject };
}
