/** A counter that never falls, whatever the kernel's does. */
export interface Rising {
  /**
   * Takes the kernel's count and gives ours, in the same unit. `source` says which counter it is: when that
   * changes, ours goes on from where it stood.
   */
  push(count: number, source?: string): number;
}

/**
 * The first count is taken as it is. A count that falls by less than half is a jitter (the idle time of a CPU
 * that went offline, a sum that lost a part): ours stands until it is passed again. One that falls further has
 * started again from zero (a new interface under an old name, a 32-bit counter that wrapped): what it has counted
 * since is added.
 */
export function rising(): Rising {
  let total: number | undefined;
  let high = 0;
  let from: string | undefined;
  return {
    push(count, source) {
      if (!Number.isFinite(count) || count < 0) return total ?? 0;
      if (total === undefined) total = count;
      else if (source !== from) high = count;
      else if (count >= high) total += count - high;
      else if (count < high / 2) total += count;
      else return total;
      from = source;
      high = count;
      return total;
    },
  };
}
