import { numberOption, objectOption, readOptions, stringOption } from '@plimsoll/kernel';
import { OpenLimit } from './open-limit.ts';
import { type Member, memberFor } from './pool-member.ts';
import type { PoolState } from './series.ts';
import { type ClientOf, withClient } from './with-client.ts';

/** Whatever tells of pressure, as `createPressure` of `@plimsoll/otel-resources/pressure` does. */
export interface PressureLike {
  on(listener: (change: { readonly level: string }) => void): Disposable;
}

export interface PoolRegistryOptions {
  /** The most connections that may be open over all pools together for `withClient`; 1 to 100000, unlimited by default. */
  readonly limit?: number | undefined;
  /** What tells when idle connections are to be closed: at every level but `nominal`. */
  readonly pressure?: PressureLike | undefined;
}

/** What a pool of a registry is doing now. */
export interface RegisteredPool {
  readonly used: number;
  readonly idle: number;
  readonly pending: number;
  /** `undefined` where the client has no limit that can be known. */
  readonly limit: number | undefined;
  readonly state: PoolState;
  /**
   * Connections that were made in place of one that was lost, which is one that was closed because it was broken or did not
   * answer a check, since the pool was added; a pool that was observed before counts from then. `undefined` where the
   * client tells nobody when it opens one.
   */
  readonly reconnects: number | undefined;
}

/** Named pools of any client, with what is done to all of them. */
export interface PoolRegistry extends AsyncDisposable {
  /** Takes `pool` in under `name`. Throws an `Error` for a name that is taken, a `TypeError` for what is no pool. */
  add<P extends object>(name: string, pool: P): P;
  /** Lets the pool of that name go, as it is; `false` where there is none. */
  remove(name: string): boolean;
  /** The numbers of each pool, in the order in which they were added. */
  read(): Readonly<Record<string, RegisteredPool>>;
  /** Borrows from the pool of that name, within the limit over all; see `withClient`. */
  withClient<P extends object, R>(
    name: string,
    run: (client: ClientOf<P>) => R | PromiseLike<R>,
  ): Promise<R>;
  /** Closes idle connections beyond the idle ones that each pool keeps ready; gives how many. */
  closeIdle(): number;
  /** Closes every idle connection of one pool, so that its next users get new ones, as after a failover; gives how many. */
  reconnect(name: string): number;
  /** Ends the pools one after the other, the last that was added first; what fails is thrown together at the end. */
  drain(): Promise<void>;
}

const RULES = {
  limit: numberOption(undefined, { min: 1, max: 100_000, integer: true }),
  pressure: objectOption<PressureLike | undefined>(undefined),
};

const NAME = { name: stringOption(undefined) };

/** A registry of pools. Throws a `TypeError` or `RangeError` for a wrong option. */
export function createPoolRegistry(options: PoolRegistryOptions = {}): PoolRegistry {
  const { limit, pressure } = readOptions(RULES, options, 'createPoolRegistry');
  const members = new Map<string, Member>();
  const shared = new OpenLimit(limit ?? Number.POSITIVE_INFINITY);

  const memberOf = (name: string): Member => {
    const member = members.get(name);
    if (!member) throw new Error(`There is no pool \`${name}\` in the registry`);
    return member;
  };
  const remove = (name: string): boolean => {
    const member = members.get(name);
    if (member) shared.remove(member);
    members.delete(name);
    member?.[Symbol.dispose]();
    return member !== undefined;
  };
  const closeIdle = (): number =>
    [...members.values()].reduce((closed, member) => closed + member.closeIdle(), 0);
  const drain = async (): Promise<void> => {
    const failures: unknown[] = [];
    for (const [name, member] of [...members].reverse()) {
      try {
        await member.end();
      } catch (error) {
        failures.push(error);
      }
      remove(name);
    }
    relief?.[Symbol.dispose]();
    if (failures.length > 0) throw new AggregateError(failures, 'Some pools did not end well');
  };
  const relief = pressure?.on(({ level }) => {
    if (level !== 'nominal') closeIdle();
  });

  return {
    add(name, pool) {
      // To `readOptions` an option that is `undefined` is one that is not given.
      readOptions(NAME, { name: name ?? null }, 'add');
      if (members.has(name)) throw new Error(`There is a pool \`${name}\` in the registry already`);
      const member = memberFor(name, pool);
      members.set(name, member);
      shared.add(member);
      return pool;
    },
    remove,
    read: () => Object.fromEntries([...members].map(([name, member]) => [name, readingOf(member)])),
    async withClient(name, run) {
      const member = memberOf(name);
      return shared.enter(member, (granted) =>
        withClient(member.pool, (client) => {
          granted();
          return run(client as never);
        }),
      );
    },
    closeIdle,
    reconnect: (name) => memberOf(name).closeAll(),
    drain,
    [Symbol.asyncDispose]: drain,
  };
}

function readingOf(member: Member): RegisteredPool {
  const { used, idle, pending, limit } = member.stats();
  return {
    used,
    idle,
    pending,
    limit,
    state: member.state(),
    reconnects: member.reconnects(),
  };
}
