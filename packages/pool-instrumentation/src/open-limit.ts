import type { PoolStats } from './pool.ts';

/** A pool under a limit that several share. */
export interface LimitedPool {
  stats(): PoolStats;
  /** Closes one idle connection; `false` where it has none. */
  closeOne(): boolean;
}

interface Claims {
  /** Requests that the pool has been asked for and has not answered. */
  open: number;
}

/**
 * Keeps how many connections are open over all pools together within `limit`, for those who come in by `enter`: at most
 * `limit` are inside, first come first served, and where one more would have to be opened an idle one of another pool is
 * closed for it.
 */
export class OpenLimit {
  readonly #limit: number;
  readonly #claims = new Map<LimitedPool, Claims>();
  readonly #waiting: (() => void)[] = [];
  #inside = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  add(pool: LimitedPool): void {
    this.#claims.set(pool, { open: 0 });
  }

  remove(pool: LimitedPool): void {
    this.#claims.delete(pool);
  }

  /** Waits for room, runs `work`, which is to call `granted` once its pool has answered, and gives the room to the next. */
  async enter<R>(pool: LimitedPool, work: (granted: () => void) => Promise<R>): Promise<R> {
    if (this.#inside < this.#limit) this.#inside++;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    const claims = this.#claims.get(pool) ?? { open: 0 };
    let answered = false;
    const granted = (): void => {
      if (!answered) claims.open--;
      answered = true;
    };
    claims.open++;
    try {
      this.#makeRoom(pool);
      return await work(granted);
    } finally {
      granted();
      const next = this.#waiting.shift();
      if (next) next();
      else this.#inside--;
    }
  }

  #makeRoom(pool: LimitedPool): void {
    const others = [...this.#claims.keys()].filter((each) => each !== pool);
    while (this.#open() > this.#limit) {
      const idlest = others.sort((a, b) => b.stats().idle - a.stats().idle);
      if (!idlest.some((each) => each.closeOne())) return;
    }
  }

  /** Connections that are open, or that the requests under way will open. */
  #open(): number {
    let open = 0;
    for (const [pool, claims] of this.#claims) {
      const { used, idle } = pool.stats();
      open += used + Math.max(idle, claims.open);
    }
    return open;
  }
}
