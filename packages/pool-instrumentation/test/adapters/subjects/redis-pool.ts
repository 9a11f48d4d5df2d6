import { createClientPool, type RedisClientPoolType } from 'redis';
import { redisPool } from '../../../src/adapters/redis-pool.ts';
import type { PoolAdapter } from '../../../src/pool.ts';
import { type FakeRedis, startFakeRedis } from '../fake-redis.ts';
import type { Client, PoolShape, Subject } from '../subject.ts';

const everybody = await startFakeRedis();

/** A pool that is connected, without a client until somebody asks. */
export function redisPoolOn(
  server: FakeRedis,
  { max, min = 0, waitMillis = 0 }: PoolShape,
): { readonly facade: RedisClientPoolType; readonly pool: object } {
  const facade: RedisClientPoolType = createClientPool(
    {
      socket: {
        host: '127.0.0.1',
        port: server.port,
        reconnectStrategy: (retries) => (server.refuse ? new Error('no way') : retries),
      },
    },
    { minimum: min, maximum: max, acquireTimeout: waitMillis, cleanupDelay: 1e6 },
  );
  facade.on('error', () => {});
  return { facade, pool: Reflect.get(facade, '_self') };
}

/** Lends clients as `execute` does: each task runs until its client is given back. */
export function lending(facade: RedisClientPoolType): Pick<Subject, 'acquire' | 'release'> {
  const ends = new Map<unknown, () => void>();
  return {
    acquire: () =>
      new Promise<unknown>((resolve, reject) => {
        const task = (client: unknown): Promise<void> =>
          new Promise((end) => {
            ends.set(client, end);
            resolve(client);
          });
        facade.execute(task).catch(reject);
      }),
    release: (client: unknown): void => ends.get(client)?.(),
  };
}

export const redisPoolSubject: Client = {
  adapter: redisPool as unknown as PoolAdapter<never>,
  methods: ['execute', 'connect', 'destroy', 'emit'],
  lacks: ['limit to read', 'discard'],
  make(shape): Subject {
    const { facade, pool } = redisPoolOn(everybody, shape);
    void facade.connect();
    return {
      pool,
      ...lending(facade),
      discard() {},
      failToConnect() {},
      end: async () => facade.close(),
    };
  },
};
