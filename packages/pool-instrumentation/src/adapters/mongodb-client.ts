import type { PoolGroup } from '../pool.ts';
import { isWatchable, override } from './watch/override.ts';

/** The members of a `MongoClient` that are read or watched. */
interface MongoClientLike {
  readonly topology?:
    | { readonly s: { readonly servers: ReadonlyMap<string, { readonly pool: object }> } }
    | undefined;
  db(name?: string): unknown;
  startSession(options?: unknown): unknown;
  emit(event: string | symbol, ...args: unknown[]): boolean;
  close(): Promise<unknown>;
}

/** `MongoClient`: its servers, and so its pools, come and go with what the deployment says of itself. */
export const mongoClient: PoolGroup<MongoClientLike> = {
  matches(group): group is MongoClientLike {
    const like = group as MongoClientLike | undefined | null;
    return (
      typeof like === 'object' &&
      like !== null &&
      isWatchable(like, 'emit') &&
      typeof like.db === 'function' &&
      typeof like.startSession === 'function' &&
      typeof like.emit === 'function'
    );
  },
  end: (client) => client.close(),
  members(client, found) {
    const { emit } = client;
    const known = new WeakSet<object>();
    const look = (): void => {
      for (const { pool } of client.topology?.s.servers.values() ?? []) {
        if (known.has(pool)) continue;
        known.add(pool);
        found(pool);
      }
    };
    let active = true;
    const overridden = override(
      client,
      'emit',
      function (this: MongoClientLike, ...args: [string]): boolean {
        if (active && args[0] === 'connectionPoolCreated') look();
        return emit.apply(this, args);
      },
    );
    look();
    return {
      [Symbol.dispose]() {
        active = false;
        overridden[Symbol.dispose]();
      },
    };
  },
};
