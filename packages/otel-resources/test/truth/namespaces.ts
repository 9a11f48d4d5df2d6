import { rmSync } from 'node:fs';
import { tool } from './possible.ts';

/** Two network namespaces of the kernel and a line between them. */
export interface Namespaces extends Disposable {
  readonly sender: Namespace;
  readonly receiver: Namespace;
}

export interface Namespace {
  readonly address: string;
  /** The name of the interface. */
  readonly line: string;
  /** Begins a command that runs there. */
  readonly inside: readonly string[];
}

let made = 0;

/** Throws where the kernel or the user's rights do not allow it. */
export function makeNamespaces(): Namespaces {
  const name = (side: string): string => `plimsoll-${process.pid}-${made}-${side}`;
  const [sender, receiver] = [name('sender'), name('receiver')];
  made++;
  const end = (): void => {
    for (const each of [sender, receiver])
      try {
        tool('ip', 'netns', 'del', each);
      } catch {
        rmSync(`/run/netns/${each}`, { force: true });
      }
  };
  const line = 'line0';
  const at = (each: string, address: string): Namespace => {
    tool('ip', '-n', each, 'address', 'add', `${address}/30`, 'dev', line);
    tool('ip', '-n', each, 'link', 'set', line, 'up');
    tool('ip', '-n', each, 'link', 'set', 'lo', 'up');
    return { address, line, inside: ['ip', 'netns', 'exec', each] };
  };
  try {
    for (const each of [sender, receiver]) tool('ip', 'netns', 'add', each);
    const pair = ['type', 'veth', 'peer', 'name', line, 'netns', receiver];
    tool('ip', '-n', sender, 'link', 'add', line, ...pair);
    return {
      sender: at(sender, '10.203.0.1'),
      receiver: at(receiver, '10.203.0.2'),
      [Symbol.dispose]: end,
    };
  } catch (error) {
    end();
    throw error;
  }
}

/**
 * Lets the kernel drop so many of 100 packets that come in with data, at random. Those without (handshakes and
 * acknowledgements) pass, so that only who sends data has to send again.
 */
export function dropIncoming({ inside }: Namespace, percent: number): void {
  const [command = '', ...args] = inside;
  const nft = (...rule: string[]): string => tool(command, ...args, 'nft', ...rule);
  nft('add', 'table', 'ip', 'lossy');
  nft('add', 'chain', 'ip', 'lossy', 'in', '{ type filter hook input priority 0; }');
  const some = ['numgen', 'random', 'mod', '100', '<', String(percent)];
  nft('add', 'rule', 'ip', 'lossy', 'in', 'meta', 'length', '>', '500', ...some, 'drop');
}
