import { on, once } from 'node:events';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

/** A port of the loopback that nobody listens on now. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}

/** Waits until a program says `words` in `log`; what it says later goes nowhere. */
export async function said(log: Readable, words: string): Promise<void> {
  const lines: string[] = [];
  const reader = createInterface({ input: log });
  for await (const [line] of on(reader, 'line', { close: ['close'] })) {
    lines.push(line);
    if (!line.includes(words)) continue;
    log.resume();
    return;
  }
  throw new Error(`the program ended at its start:\n${lines.join('\n')}`);
}
