import type { Clock } from '@plimsoll/kernel';

/** Who is served first, first to last. */
export const PRIORITIES = ['critical', 'high', 'normal', 'low'] as const;
export type PoolPriority = (typeof PRIORITIES)[number];

/** A request as generic-pool makes it. */
export interface QueuedRequest {
  readonly state: string;
  readonly promise: Promise<unknown>;
  reject(reason: unknown): void;
}

interface Entry {
  readonly request: QueuedRequest;
  readonly turn: number;
}

/**
 * The queue of waiters, in the place of generic-pool's own, from which a waiter that gives up is taken only a turn later,
 * and then from a list that it may have left already. Within a priority it is first in, first out. A request stands as if
 * it had come `agingSeconds` later for each step of its priority, so that nobody waits for ever behind those that are more
 * important: this is the earliest deadline first of real-time scheduling (Liu and Layland 1973) with relative deadlines.
 */
export class RequestQueue {
  readonly #levels: readonly Set<Entry>[] = PRIORITIES.map(() => new Set<Entry>());
  readonly #entries = new WeakMap<QueuedRequest, Entry>();
  readonly #clock: Clock;
  readonly #agingSeconds: number;
  #last: QueuedRequest | undefined;

  constructor(clock: Clock, agingSeconds: number) {
    this.#clock = clock;
    this.#agingSeconds = agingSeconds;
  }

  get length(): number {
    return this.#levels.reduce((total, level) => total + level.size, 0);
  }

  /** The request that came last, once. */
  takeLast(): QueuedRequest | undefined {
    const last = this.#last;
    this.#last = undefined;
    return last;
  }

  enqueue(request: QueuedRequest, level: number): void {
    const entry = { request, turn: this.#clock.now() + level * this.#agingSeconds };
    this.#entries.set(request, entry);
    this.#levels[level]?.add(entry);
    this.#last = request;
  }

  dequeue(): QueuedRequest | undefined {
    let first: Entry | undefined;
    for (const level of this.#levels) {
      const [head] = level;
      if (head && (!first || head.turn < first.turn)) first = head;
    }
    if (!first) return undefined;
    this.#remove(first);
    return first.request;
  }

  /** Takes a request out and rejects it with `reason`; gives `false` where it was served or rejected before. */
  refuse(request: QueuedRequest, reason: unknown): boolean {
    const entry = this.#entries.get(request);
    if (!entry) return false;
    this.#remove(entry);
    request.reject(reason);
    return true;
  }

  refuseAll(reason: unknown): void {
    for (let next = this.dequeue(); next; next = this.dequeue()) next.reject(reason);
  }

  #remove(entry: Entry): void {
    this.#entries.delete(entry.request);
    for (const level of this.#levels) level.delete(entry);
  }
}
