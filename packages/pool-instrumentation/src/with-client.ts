import { adapterOf, kindOf } from './adapter-of.ts';
import { transactionOf } from './adapters/watch/transaction.ts';
import type { ResourcePool } from './generic/resource-pool.ts';
import { groupOf } from './groups.ts';
import type { PoolAdapter, PoolLease } from './pool.ts';

type Lender = Pick<PoolAdapter<object>, 'lease' | 'transaction'>;

/** What a pool lends, as far as its type says so. */
export type ClientOf<P> =
  P extends ResourcePool<infer T>
    ? T
    : P extends { getConnection: infer G }
      ? Got<G>
      : P extends { connect: { (): PromiseLike<infer C>; (callback: never): void } }
        ? C
        : P extends { acquire(...args: never): PromiseLike<infer C> }
          ? C
          : unknown;

/** What `getConnection` gives, by promise or by callback. */
type Got<G> = G extends () => PromiseLike<infer C>
  ? C
  : G extends (callback: (error: unknown, connection: infer C) => unknown) => unknown
    ? C
    : unknown;

/**
 * Runs `run` with a connection of `pool` and gives it back however that ends; `run` must not do so itself. Where `run`
 * fails and leaves a transaction open, the connection is closed instead, so that nobody continues it.
 *
 * @param pool a pool of any client that is recognised, observed or not
 * @returns what `run` returns
 * @throws what the pool throws where there is no connection, what `run` throws, or what giving back throws; a `TypeError`
 * for what is not a pool, or for one that lends nothing
 */
export async function withClient<P extends object, R>(
  pool: P,
  run: (client: ClientOf<P>) => R | PromiseLike<R>,
): Promise<R> {
  const group = groupOf(pool);
  const lender: Lender = group ?? adapterOf(pool);
  if (!lender.lease)
    throw new TypeError(
      `Expected \`pool\` to lend connections, as those of amqplib, ioredis, mongodb and redis clients do not, got ${kindOf(pool)}`,
    );
  const lease = await lender.lease(pool);
  let result: R;
  try {
    result = await run(lease.connection as ClientOf<P>);
  } catch (error) {
    const { connection } = lease;
    const status = lender.transaction?.(connection) ?? transactionOf(connection) ?? 'none';
    await giveBack(lease, status === 'none' ? 'release' : 'destroy').catch(() => {});
    throw error;
  }
  await giveBack(lease, 'release');
  return result;
}

async function giveBack(lease: PoolLease, way: 'release' | 'destroy'): Promise<void> {
  await lease[way]();
}
