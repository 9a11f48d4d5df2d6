import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { said } from './programs.ts';

/** A server of a test's own, on the loopback. */
export interface OwnServer extends AsyncDisposable {
  /** Ends the program as a crash does, and with it every connection. */
  stop(): Promise<void>;
  /** Starts it again on the same port, with what its folder holds. */
  start(): Promise<void>;
}

export interface OwnProgram {
  readonly command: string;
  readonly args: readonly string[];
  /** Where it says `ready` once it takes connections. */
  readonly log: 'stdout' | 'stderr';
  readonly ready: string;
  /** Makes what it needs in its folder before its first start. */
  readonly install?: () => Promise<void>;
}

/** Starts a program in a folder of its own, which goes with it. */
export async function startOwn(
  name: string,
  programIn: (folder: string) => OwnProgram,
): Promise<OwnServer> {
  const folder = await mkdtemp(join(tmpdir(), `${name}-`));
  const { command, args, log, ready, install } = programIn(folder);
  let end: (() => Promise<unknown>) | undefined;

  const server: OwnServer = {
    async start() {
      const [stdout, stderr] = ['stdout', 'stderr'].map((each) =>
        each === log ? 'pipe' : 'ignore',
      );
      const child = spawn(command, args, { stdio: ['ignore', stdout, stderr] as never });
      const failed = once(child, 'error').then(([error]) => Promise.reject(error));
      await Promise.race([said(child[log] as Readable, ready), failed]);
      const ended = once(child, 'exit');
      end = () => {
        child.kill('SIGKILL');
        return ended;
      };
    },
    async stop() {
      await end?.();
      end = undefined;
    },
    async [Symbol.asyncDispose]() {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
  try {
    await install?.();
    await server.start();
  } catch (error) {
    await server[Symbol.asyncDispose]();
    throw error;
  }
  return server;
}
