import { type OwnServer, startOwn } from '@plimsoll/kernel/test/own-server';
import { freePort } from '@plimsoll/kernel/test/programs';
import { createClient } from 'redis';

/** A Redis of a test's own, without a file, on a free port of the loopback. */
export interface RedisServer extends OwnServer {
  readonly port: number;
  /** How many connections there are whose client calls itself `name`, as the server counts them. */
  connections(name: string): Promise<number>;
  /** Ends the connections whose client calls itself `name`. */
  kill(name: string): Promise<void>;
}

export async function startRedis(flags: readonly string[] = []): Promise<RedisServer> {
  const port = await freePort();
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
  const server = await startOwn('redis', (folder) => {
    const quiet = ['--save', '', '--appendonly', 'no', '--bind', '127.0.0.1', '--dir', folder];
    return {
      command: 'redis-server',
      args: ['--port', String(port), ...quiet, ...flags],
      log: 'stdout',
      ready: 'Ready to accept connections',
    };
  });
  return {
    ...server,
    port,
    connections: async (name) => (await clients(name)).length,
    async kill(name) {
      const found = await clients(name);
      await ask((admin) =>
        Promise.all(found.map(({ id }) => admin.clientKill({ filter: 'ID', id }))),
      );
    },
  };
}
