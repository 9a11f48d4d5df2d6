import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { freePort, said } from '@plimsoll/kernel/test/programs';
import { createClient } from 'redis';

/** A Redis of a test's own, without a file, on a free port of the loopback. */
export interface RedisServer extends AsyncDisposable {
  readonly port: number;
  /** How many connections there are whose client calls itself `name`, as the server counts them. */
  connections(name: string): Promise<number>;
  /** Ends the connections whose client calls itself `name`. */
  kill(name: string): Promise<void>;
  /** Ends the program, and with it every connection. */
  stop(): Promise<void>;
  /** Starts it again on the same port, empty. */
  start(): Promise<void>;
}

export async function startRedis(flags: readonly string[] = []): Promise<RedisServer> {
  const port = await freePort();
  const folder = await mkdtemp(join(tmpdir(), 'redis-'));
  const quiet = ['--save', '', '--appendonly', 'no', '--bind', '127.0.0.1', '--dir', folder];
  let child: ChildProcess | undefined;

  const ask = async <T>(question: (admin: ReturnType<typeof createClient>) => Promise<T>) => {
    const admin = createClient({ socket: { host: '127.0.0.1', port } });
    await admin.connect();
    try {
      return await question(admin as never);
    } finally {
      admin.destroy();
    }
  };
  const clients = (name: string) =>
    ask(async (admin) => (await admin.clientList()).filter((each) => each.name === name));

  const server: RedisServer = {
    port,
    connections: async (name) => (await clients(name)).length,
    async kill(name) {
      const found = await clients(name);
      await ask((admin) =>
        Promise.all(found.map(({ id }) => admin.clientKill({ filter: 'ID', id }))),
      );
    },
    async start() {
      child = spawn('redis-server', ['--port', String(port), ...quiet, ...flags], {
        stdio: ['ignore', 'pipe', 'ignore'],
      });
      const failed = once(child, 'error').then(([error]) => Promise.reject(error));
      await Promise.race([said(child.stdout as Readable, 'Ready to accept connections'), failed]);
    },
    async stop() {
      if (!child) return;
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      child = undefined;
      await ended;
    },
    async [Symbol.asyncDispose]() {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
  await server.start();
  return server;
}
