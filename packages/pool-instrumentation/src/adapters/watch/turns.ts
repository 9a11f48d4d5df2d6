interface Queue<T> {
  shift(): T | undefined;
  unshift(item: T): unknown;
}

/** The order of requests that had left their queue for a connection of their own, should they have to wait again. */
export interface Turns<T> {
  /** A connection of its own is being opened for `item`. */
  left(item: T): void;
  /**
   * Puts `item`, in the turn of the one that `left`, before those who have never left `queue`, and among those who had to come
   * back where it was.
   */
  comeBack(queue: Queue<T>, item: T, left?: T): void;
}

export function createTurns<T extends object>(): Turns<T> {
  const turns = new WeakMap<T, number>();
  const turnOf = (item: T): number => turns.get(item) ?? Number.POSITIVE_INFINITY;
  let last = 0;
  return {
    left: (item) => void turns.set(item, ++last),
    comeBack(queue, item, left = item) {
      turns.set(item, turnOf(left));
      const earlier: T[] = [];
      let next = queue.shift();
      for (; next && turnOf(next) < turnOf(item); next = queue.shift()) earlier.push(next);
      if (next) queue.unshift(next);
      queue.unshift(item);
      for (const each of earlier.reverse()) queue.unshift(each);
    },
  };
}
