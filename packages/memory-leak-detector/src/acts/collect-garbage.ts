import { getHeapStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { numberOption, readOptions } from '@plimsoll/kernel';
import { lastActs } from './last-acts.ts';
import { failure, type Refusal, refusal, tooLong } from './refusal.ts';

export interface CollectGarbageOptions {
  /** The least time since the last, 0 to 24 h; 60 000 by default. */
  readonly minIntervalMillis?: number;
  /** The process must not be expected to stand still for longer, 0 to 1 min; 1000 by default: a heap of 1.2 GB. */
  readonly maxPauseMillis?: number;
}

export interface Collected {
  readonly done: true;
  readonly seconds: number;
  readonly predictedSeconds: number;
  /** How much less of the heap is used than before. */
  readonly freedBytes: number;
}

const OPTIONS = {
  minIntervalMillis: numberOption(60_000, { min: 0, max: 86_400_000 }),
  maxPauseMillis: numberOption(1000, { min: 0, max: 60_000 }),
};

/** Measured: 0.8 ms/MB of live heap. */
const SECONDS_PER_BYTE = 0.8e-3 / 2 ** 20;

type Gc = (options: { readonly type: 'major'; readonly execution: 'async' }) => Promise<void>;

/**
 * Collects garbage fully once, in a task of its own. V8 knows better when to: it is for a moment without requests, a test or a
 * look at what is really alive. Works without `--expose-gc`. Throws for bad options and for nothing else.
 */
export async function collectGarbage(
  options?: CollectGarbageOptions,
): Promise<Collected | Refusal> {
  const { minIntervalMillis, maxPauseMillis } = readOptions(OPTIONS, options, 'collectGarbage');
  const acts = lastActs();
  const start = performance.now() / 1000;
  if (acts.collected !== undefined && start - acts.collected < minIntervalMillis / 1000)
    return refusal('too_soon', `garbage was collected ${Math.round(start - acts.collected)} s ago`);
  const before = getHeapStatistics().used_heap_size;
  const predictedSeconds = before * SECONDS_PER_BYTE;
  if (predictedSeconds * 1000 > maxPauseMillis) return tooLong(predictedSeconds);
  acts.collected = start;
  try {
    await exposed()({ type: 'major', execution: 'async' });
  } catch (error) {
    return failure('unavailable', error);
  }
  const seconds = performance.now() / 1000 - start;
  const freedBytes = before - getHeapStatistics().used_heap_size;
  return { done: true, seconds, predictedSeconds, freedBytes };
}

/** `gc` as `--expose-gc` gives it, which is hidden again: tests of leaks look for it. */
function exposed(): Gc {
  const own: unknown = Reflect.get(globalThis, 'gc');
  if (typeof own === 'function') return own as Gc;
  setFlagsFromString('--expose-gc');
  try {
    return runInNewContext('gc') as Gc;
  } finally {
    setFlagsFromString('--no-expose-gc');
  }
}
