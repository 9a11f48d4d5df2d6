import type { Uses } from './use-trace.ts';

/** The share of the uses at the begin that only fills the pool of the replay, which starts idle. */
const WARM_UP = 0.1;

/**
 * The wait that `quantile` (0 to 1) of the uses would not have exceeded, had the pool had `size` connections: each use takes
 * the connection that comes free first, in the order in which they were granted. Seconds. A replay needs no assumption
 * about the distribution of arrivals and uses, which Erlang's C formula does.
 */
export function replayWait({ asked, held }: Uses, size: number, quantile: number): number {
  const free = new Float64Array(size).fill(Number.NEGATIVE_INFINITY);
  const warm = Math.floor(asked.length * WARM_UP);
  const waits = new Float64Array(asked.length - warm);
  for (let index = 0; index < asked.length; index++) {
    const begun = asked[index] as number;
    const start = Math.max(begun, free[0] as number);
    if (index >= warm) waits[index - warm] = start - begun;
    replaceFirst(free, start + (held[index] as number));
  }
  waits.sort();
  return waits[Math.ceil(quantile * waits.length) - 1] ?? 0;
}

/** Puts `value` in place of the least of a binary heap (Williams, Algorithm 232, 1964). */
function replaceFirst(heap: Float64Array, value: number): void {
  let place = 0;
  for (;;) {
    let child = 2 * place + 1;
    if (child >= heap.length) break;
    if (child + 1 < heap.length && (heap[child + 1] as number) < (heap[child] as number)) child++;
    if ((heap[child] as number) >= value) break;
    heap[place] = heap[child] as number;
    place = child;
  }
  heap[place] = value;
}
