import type { PoolRequest } from './pool.ts';

/** Who has a connection; nobody once it came back. */
interface Holder {
  loan: PoolRequest | undefined;
}

/** Whom each connection of a pool is lent to. Times are monotonic seconds. */
export class Loans {
  /** A map that entries come to and go from all the time is rebuilt all the time: they go in `sweep`. */
  readonly #holders = new Map<unknown, Holder>();

  lend(connection: unknown, loan: PoolRequest): void {
    const holder = this.#holders.get(connection);
    if (holder) holder.loan = loan;
    else this.#holders.set(connection, { loan });
  }

  /** The loan that ends; `undefined` where the connection was not lent. */
  end(connection: unknown): PoolRequest | undefined {
    const holder = this.#holders.get(connection);
    const loan = holder?.loan;
    if (loan) holder.loan = undefined;
    return loan;
  }

  oldest(): PoolRequest | undefined {
    let oldest: PoolRequest | undefined;
    for (const { loan } of this.#holders.values())
      if (loan && (!oldest || loan.since < oldest.since)) oldest = loan;
    return oldest;
  }

  /** How many began at `time` or before. */
  countSince(time: number): number {
    let count = 0;
    for (const { loan } of this.#holders.values()) if (loan && loan.since <= time) count++;
    return count;
  }

  /** Forgets connections that are back; the loans that began at `time` or before, the oldest first. */
  sweep(time: number): readonly (readonly [connection: unknown, loan: PoolRequest])[] {
    const overdue: [unknown, PoolRequest][] = [];
    for (const [connection, { loan }] of this.#holders) {
      if (!loan) this.#holders.delete(connection);
      else if (loan.since <= time) overdue.push([connection, loan]);
    }
    return overdue.sort(([, a], [, b]) => a.since - b.since);
  }
}
