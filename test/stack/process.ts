import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';

/** How long a program may take until it answers, on a machine that is busy with other things. */
const START_LIMIT_MILLIS = 45_000;
/** How long it may take to end before it is killed. */
const STOP_LIMIT_MILLIS = 10_000;
const POLL_MILLIS = 50;

export interface ProcessOptions {
  readonly name: string;
  readonly program: string;
  readonly args: readonly string[];
  /** Added to an environment without the variables that set up telemetry. */
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Answers with 2xx as soon as the program works. */
  readonly ready: string;
}

/** A program that runs until it is disposed of. */
export interface Running extends AsyncDisposable {
  /** Everything that it has written so far. */
  output(): string;
}

/** Starts a program and waits until it answers; it never outlives this process. */
export async function start(options: ProcessOptions): Promise<Running> {
  const { name, program, args, env, cwd, ready } = options;
  const child = spawn(program, args, {
    env: { ...inherited(), ...env },
    cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  const kill = (): void => void child.kill('SIGKILL');
  process.once('exit', kill);
  const running: Running = {
    output: () => output,
    async [Symbol.asyncDispose]() {
      process.off('exit', kill);
      await stop(child);
    },
  };
  try {
    await answers(child, ready);
  } catch (cause) {
    await running[Symbol.asyncDispose]();
    throw new Error(`${name} did not start:\n${output}`, { cause });
  }
  return running;
}

/** What this process was told about telemetry is not meant for those that it starts. */
function inherited(): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(process.env).filter(([key]) => !/^(OTEL_|PLIMSOLL_|NODE_OPTIONS$)/.test(key)),
  );
}

async function answers(child: ChildProcess, url: string): Promise<void> {
  const limit = AbortSignal.timeout(START_LIMIT_MILLIS);
  let failed: Error | undefined;
  child.once('error', (error) => {
    failed = error;
  });
  for (;;) {
    limit.throwIfAborted();
    if (failed) throw failed;
    if (child.exitCode !== null) throw new Error(`it ended with ${child.exitCode}`);
    const response = await fetch(url, { signal: limit }).catch(() => undefined);
    await response?.body?.cancel();
    if (response?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, POLL_MILLIS));
  }
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  const killing = setTimeout(() => child.kill('SIGKILL'), STOP_LIMIT_MILLIS);
  await ended;
  clearTimeout(killing);
}

/** Ports of the loopback interface that were free a moment ago, no two the same. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer());
  const ports = await Promise.all(
    servers.map(async (server) => {
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
      return (server.address() as { port: number }).port;
    }),
  );
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}
