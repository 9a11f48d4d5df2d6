import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A way to a server of the loopback that a test can cut and stop up. */
export interface TcpProxy extends AsyncDisposable {
  readonly port: number;
  /** How many connections are open through it. */
  readonly open: number;
  /** How often somebody has sent something to the server. */
  readonly passed: number;
  /** Ends every connection as a network does that fails. */
  cut(): void;
  /** Ends every connection and refuses new ones until `restore`. */
  fail(): Promise<void>;
  restore(): Promise<void>;
  /** Keeps what the server answers until `flow`. */
  hold(): void;
  flow(): void;
}

/** Passes connections to a free port of the loopback on to `port`. */
export async function startTcpProxy(port: number): Promise<TcpProxy> {
  const pairs = new Set<readonly [near: Socket, far: Socket]>();
  let held = false;
  let passed = 0;
  const server = createServer((near) => {
    const far = connect({ host: '127.0.0.1', port });
    const pair = [near, far] as const;
    pairs.add(pair);
    near.on('data', (chunk) => {
      passed++;
      far.write(chunk);
    });
    far.on('data', (chunk) => near.write(chunk));
    if (held) far.pause();
    for (const [one, other] of [pair, pair.toReversed() as unknown as typeof pair]) {
      one.on('error', () => {});
      one.on('close', () => {
        pairs.delete(pair);
        other.destroy();
      });
    }
  });
  const listen = async (at: number): Promise<void> => {
    server.listen(at, '127.0.0.1');
    await once(server, 'listening');
  };
  await listen(0);
  const { port: own } = server.address() as AddressInfo;
  const proxy: TcpProxy = {
    port: own,
    get open() {
      return pairs.size;
    },
    get passed() {
      return passed;
    },
    cut() {
      for (const pair of pairs) for (const socket of pair) socket.resetAndDestroy();
    },
    async fail() {
      const closed = once(server, 'close');
      server.close();
      proxy.cut();
      await closed;
    },
    restore: () => listen(own),
    hold() {
      held = true;
      for (const [, far] of pairs) far.pause();
    },
    flow() {
      held = false;
      for (const [, far] of pairs) far.resume();
    },
    async [Symbol.asyncDispose]() {
      if (server.listening) await proxy.fail();
    },
  };
  return proxy;
}
