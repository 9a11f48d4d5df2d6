import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';

/** A server that says `OK` to every command of Redis, and nothing else. */
export interface FakeRedis {
  readonly port: number;
  /** Lets nobody in from now on. */
  refuse: boolean;
  /** Ends every connection. */
  cut(): void;
}

/** Starts one that keeps no process alive. */
export async function startFakeRedis(): Promise<FakeRedis> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    if (fake.refuse) {
      socket.resetAndDestroy();
      return;
    }
    sockets.add(socket.unref());
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => {});
    socket.on('data', (chunk) => {
      const commands = chunk.toString().match(/\*\d+\r\n/g) ?? [];
      socket.write('+OK\r\n'.repeat(commands.length));
    });
  });
  server.listen(0, '127.0.0.1').unref();
  await once(server, 'listening');
  const fake: FakeRedis = {
    port: (server.address() as AddressInfo).port,
    refuse: false,
    cut() {
      for (const socket of sockets) socket.destroy();
    },
  };
  return fake;
}
