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

/**
 * Runs a program until its input ends, which it does with whoever has started this, however that ends: hooks are not run where
 * a filter leaves none of the tests that they are for.
 */
const TIED = 'exec 3<&0; "$@" 3<&- & p=$!; (cat <&3; kill -9 $p) >/dev/null 2>&1 & wait $p';

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
      const child = spawn('sh', ['-c', TIED, 'sh', command, ...args], {
        stdio: ['pipe', stdout, stderr] as never,
      });
      const ended = once(child, 'exit');
      end = () => {
        child.stdin?.end();
        return ended;
      };
      await said(child[log] as Readable, ready);
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
