import { type PoolLike, poolLike } from '../../../src/adapters/pool-like.ts';
import type { PoolAdapter, PoolEvents, PoolRequest } from '../../../src/pool.ts';
import type { Client, PoolShape } from '../subject.ts';

interface Waiter {
  readonly request: PoolRequest | undefined;
  grant(connection: object): void;
  refuse(error: Error): void;
}

/** A pool as an application would write one. */
class OwnPool implements PoolLike {
  readonly #free: object[] = [];
  readonly #lent = new Set<object>();
  readonly #waiters: Waiter[] = [];
  readonly #shape: PoolShape;
  #making = 0;
  #events: PoolEvents | undefined;
  #closing = false;

  constructor(shape: PoolShape) {
    this.#shape = shape;
  }

  counts() {
    const [used, idle] = [this.#lent.size, this.#free.length];
    const { max: limit, min = 0 } = this.#shape;
    const ended = this.#closing && used + idle === 0;
    return {
      used,
      idle,
      pending: this.#waiters.length,
      limit,
      idleMax: limit,
      idleMin: min,
      ended,
    };
  }

  watch(events: PoolEvents): Disposable {
    this.#events = events;
    return {
      [Symbol.dispose]: () => {
        this.#events = undefined;
      },
    };
  }

  borrow(): Promise<object> {
    const request = this.#events?.requested(this.borrow);
    if (this.#closing) {
      this.#events?.refused(false);
      return Promise.reject(new Error('the pool is closed'));
    }
    return new Promise((grant, refuse) => {
      const waiter = { request, grant, refuse };
      this.#waiters.push(waiter);
      if (this.#shape.waitMillis) setTimeout(() => this.#giveUp(waiter), this.#shape.waitMillis);
      this.#serve();
    });
  }

  giveBack(connection: object, broken = false): void {
    this.#events?.returned(connection);
    this.#lent.delete(connection);
    if (broken || this.#closing) this.#events?.closed(broken ? 'error' : 'shutdown');
    else this.#free.push(connection);
    this.#serve();
  }

  async close(): Promise<void> {
    this.#closing = true;
    for (const _connection of this.#free.splice(0)) this.#events?.closed('shutdown');
  }

  #giveUp(waiter: Waiter): void {
    const index = this.#waiters.indexOf(waiter);
    if (index < 0) return;
    this.#waiters.splice(index, 1);
    const error = new Error('waited in vain');
    this.#events?.refused(true, error);
    waiter.refuse(error);
  }

  #serve(): void {
    const connection = this.#waiters.length > 0 ? this.#free.pop() : undefined;
    const waiter = connection && this.#waiters.shift();
    if (waiter) {
      this.#lent.add(connection);
      if (waiter.request) this.#events?.granted(waiter.request, connection);
      waiter.grant(connection);
    } else if (
      this.#waiters.length > this.#making &&
      this.#making + this.#lent.size < this.#shape.max
    )
      this.#make();
  }

  #make(): void {
    this.#making++;
    const since = this.#events?.creating();
    setImmediate(() => {
      this.#making--;
      if (since !== undefined) this.#events?.created(since);
      this.#free.push({});
      this.#serve();
    });
  }
}

/** The interface for the pools of clients that are not known. */
export const poolLikeSubject: Client = {
  adapter: poolLike as unknown as PoolAdapter<never>,
  methods: [],
  lacks: ['class to find'],
  make(shape) {
    const pool = new OwnPool(shape);
    return {
      pool,
      acquire: () => pool.borrow(),
      release: (connection) => pool.giveBack(connection as object),
      discard: (connection) => pool.giveBack(connection as object, true),
      failToConnect: () => {},
      end: () => pool.close(),
    };
  },
};
