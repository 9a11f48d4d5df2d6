import { describe } from 'vitest';
import type { PoolStats } from '../../../src/pool.ts';
import { recorder } from '../recorder.ts';
import type { Client, PoolShape, Subject } from '../subject.ts';
import { CLIENTS } from '../subjects.ts';

/** A pool that writes down what is told of it. */
interface Watched {
  readonly subject: Subject;
  readonly told: string[];
  /** What was granted, as the adapter calls it. */
  readonly lent: unknown[];
  readonly watching: Disposable;
}

/** A client in the words of its contract. */
export interface ContractClient extends Client {
  readonly lacks: NonNullable<Client['lacks']>;
  /** Whether its pools are watched by overrides. */
  readonly overrides: boolean;
  /** What is told of a connection that was made. */
  readonly created: readonly string[];
  /** What is told of an idle connection that was closed. */
  readonly closedIdle: readonly string[];
  idOf(connection: unknown): unknown;
  statsOf(subject: Subject): PoolStats;
  watched(shape: PoolShape): Watched;
}

/** Runs `tests` for each client that they are about. */
export function describeClients(
  tests: (client: ContractClient, name: string) => void,
  about: (client: Client) => unknown = () => true,
): void {
  describe.each(Object.entries(CLIENTS).filter(([, client]) => about(client)))(
    '%s',
    (name, client) => tests(contractOf(client), name),
  );
}

function contractOf(client: Client): ContractClient {
  const { adapter, make, methods, lacks = [] } = client;
  return {
    idOf: (connection) => connection,
    ...client,
    lacks,
    overrides: methods.length > 0,
    created: lacks.includes('time of creation') ? [] : ['created'],
    closedIdle: lacks.includes('word of what is idle') ? [] : ['closed idle_timeout'],
    statsOf: (subject) => adapter.stats(subject.pool as never),
    watched(shape) {
      const subject = make(shape);
      const { events, told, lent } = recorder(adapter.closes);
      return { subject, told, lent, watching: adapter.watch(subject.pool as never, events) };
    },
  };
}

/** Lets happen what is due in this turn of the event loop and the next few: an in-process handshake takes some. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 16; turn++) await new Promise((resolve) => setImmediate(resolve));
}
