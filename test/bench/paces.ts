import { setImmediate as turn, setTimeout as wait } from 'node:timers/promises';
import type { Clock } from '@plimsoll/kernel';
import { childrenCpuNanoseconds, ownCpuNanoseconds } from './cpu.ts';
import { cpuPerOperation } from './measure.ts';

type Collect = () => Promise<unknown>;

/** CPU time of one collection in milliseconds. */
export type Pace = (collect: Collect) => Promise<number>;

/** One after the other, with warm caches: what a budget in milliseconds is held against. */
export const steady: Pace = async (collect) => {
  const nanoseconds = await cpuPerOperation(
    async (operations) => {
      for (let left = operations; left > 0; left--) {
        await collect();
        await turn();
      }
    },
    { operations: 50, cpuMillis: 1500 },
  );
  return nanoseconds / 1e6;
};

/**
 * With pauses, in which caches cool, as in life: the median of what a collection takes itself and the mean of what its
 * child processes take.
 */
function paused(pauseMillis: number, collections: number): Pace {
  return async (collect) => {
    for (let left = WARM_UP; left > 0; left--) await collect();
    const own: number[] = [];
    const childrenBefore = childrenCpuNanoseconds();
    for (let left = collections; left > 0; left--) {
      await wait(pauseMillis);
      const before = ownCpuNanoseconds();
      await collect();
      own.push(ownCpuNanoseconds() - before);
    }
    const children = (childrenCpuNanoseconds() - childrenBefore) / collections;
    own.sort((a, b) => a - b);
    return ((own[own.length >> 1] as number) + children) / 1e6;
  };
}

const WARM_UP = 300;

/** runtime-node reports the delay of the event loop only where it was measured five times, each 10 ms. */
export const likeRuntimeNode: Pace = paused(100, 30);

/** systeminformation, below host-metrics, answers from memory for half a second. */
export const likeHostMetrics: Pace = paused(520, 8);

/** CPU time of this thread in milliseconds that `sample` takes in each of so many turns of the loop, the longest first. */
export async function stalls(sample: () => void, samples: number): Promise<readonly number[]> {
  const taken: number[] = [];
  for (let left = samples; left > 0; left--) {
    await wait(1);
    const before = process.threadCpuUsage();
    sample();
    const { user, system } = process.threadCpuUsage(before);
    taken.push((user + system) / 1000);
  }
  return taken.sort((a, b) => b - a);
}

/**
 * A clock whose ticks are given by hand, a second each, so that no sample is taken outside of a collection and what is read
 * every few samples is read as often as in life.
 */
export function handClock(): Clock & { tick(): void } {
  const actions = new Set<() => void>();
  let seconds = 0;
  return {
    now: () => seconds,
    epochMillis: () => Date.now(),
    every(_seconds, action) {
      actions.add(action);
      return { [Symbol.dispose]: () => void actions.delete(action) };
    },
    after: () => ({ [Symbol.dispose]: () => undefined }),
    tick() {
      seconds += 1;
      for (const action of actions) action();
    },
  };
}
