import type { Culprit } from '../evidence/culprits.ts';
import { type Evidence, type Gatherer, NO_EVIDENCE } from '../evidence/gatherer.ts';
import type { LeakFold, LeakState, LeakVerdict } from '../verdict/leak-verdict.ts';
import type { WorkerHeap } from './worker-heaps.ts';

/** What the detector knows of the heap of a worker thread. */
export interface WorkerReading {
  readonly threadId: number;
  /** That which it was given, where Node tells. */
  readonly name: string | undefined;
  readonly state: LeakState;
  /** 0 to 1: the share of the growth that confirmation takes. */
  readonly suspicion: number;
  readonly growthBytesPerSecond: number | undefined;
  /** The least that was in use at the last six looks. */
  readonly usedBytes: number;
  readonly limitBytes: number;
  /** Seconds until then at this rate, at most 30 days. */
  readonly timeLeftSeconds: number | undefined;
  /** The functions whose allocations stay, most first; from Node 26 on, and empty until enough was seen of a suspected leak. */
  readonly culprits: readonly Culprit[];
}

export interface WorkerListeners {
  /** Told of each change of state; the answer is called with what is known of it. */
  onChange(
    worker: WorkerHeap,
    before: LeakState,
    verdict: LeakVerdict,
  ): (evidence: Evidence) => void;
  /** What finds who allocates in a worker that is suspected, where that can be found. */
  gathererFor?(worker: WorkerHeap): Gatherer | undefined;
}

export interface WorkerVerdicts extends Disposable {
  /** Takes what the workers use; one that is not among them has ended. */
  push(time: number, heaps: readonly WorkerHeap[]): void;
  read(): readonly WorkerReading[];
  /** The worker whose heap grows fastest, where that is at least half of so many bytes a second. */
  behind(growthBytesPerSecond: number): WorkerHeap | undefined;
}

/** A fold keeps up to 30 kB; of more workers those that began first are judged. */
const WORKER_LIMIT = 32;

/** In a healthy heap a full collection takes at least so much of what it has grown by, and more than scavenges give back; */
const FALL_RATIO = 0.5;
const FALL_BYTES = 8 * 2 ** 20;
/** beyond this it has been collected for sure: V8 does so for the first time at half of the limit, or at 512 MiB. */
const COLLECTED_RATIO = 0.6;
const COLLECTED_BYTES = 600 * 2 ** 20;

/** What grows at this share of a rate is behind most of it. */
const BEHIND_RATIO = 0.5;

interface Known {
  readonly begin: number;
  readonly fold: LeakFold;
  readonly first: number;
  readonly highest: number;
  readonly collected: boolean;
  readonly worker: WorkerHeap;
  readonly verdict: LeakVerdict;
  readonly gatherer: Gatherer | undefined;
}

function rateOf({ verdict }: Known): number {
  return Math.max(0, verdict.growthRate ?? 0);
}

/**
 * A verdict for the heap of each worker. Of their collections nothing can be seen but what is in use: until that has fallen once,
 * all that it has grown by may be garbage, and vouches for nothing.
 */
export function judgeWorkers(
  createFold: () => LeakFold,
  { onChange, gathererFor }: WorkerListeners,
): WorkerVerdicts {
  const judged = new Map<number, Known>();

  const judge = (time: number, worker: WorkerHeap): void => {
    const { threadId, usedBytes: value, limitBytes: limit } = worker;
    const before = judged.get(threadId);
    if (!before && judged.size >= WORKER_LIMIT) return;
    const known = before ?? {
      begin: time,
      fold: createFold(),
      first: value,
      highest: value,
      collected: false,
      gatherer: undefined,
    };
    const highest = Math.max(known.highest, value);
    const fall = Math.max(FALL_BYTES, FALL_RATIO * (highest - known.first));
    const sure = Math.min(COLLECTED_BYTES, COLLECTED_RATIO * limit);
    const collected = known.collected || highest - value >= fall || value >= sure;
    const held = collected ? value : undefined;
    const verdict = known.fold.push({ time: time - known.begin, value, limit, held });
    const suspected = verdict.state === 'suspected' || verdict.state === 'confirmed';
    const gatherer = known.gatherer ?? (suspected ? gathererFor?.(worker) : undefined);
    judged.set(threadId, { ...known, highest, collected, worker, verdict, gatherer });
    gatherer?.push(verdict);
    const state = before?.verdict.state ?? 'unknown';
    if (verdict.state === state) return;
    const announce = onChange(worker, state, verdict);
    if (verdict.state === 'confirmed' && gatherer) gatherer.settle(announce);
    else announce(gatherer?.evidence ?? NO_EVIDENCE);
  };

  const forget = (threadId: number, { gatherer }: Known): void => {
    gatherer?.[Symbol.dispose]();
    judged.delete(threadId);
  };

  return {
    push(time, heaps) {
      const living = new Set(heaps.map(({ threadId }) => threadId));
      for (const [threadId, known] of judged) if (!living.has(threadId)) forget(threadId, known);
      for (const heap of heaps) judge(time, heap);
    },
    read: () =>
      [...judged.values()].map(({ worker, verdict, gatherer }) => ({
        threadId: worker.threadId,
        name: worker.name,
        state: verdict.state,
        suspicion: verdict.suspicion,
        growthBytesPerSecond: verdict.growthRate,
        usedBytes: verdict.value,
        limitBytes: verdict.limit,
        timeLeftSeconds: verdict.timeLeftSeconds,
        culprits: (gatherer?.evidence ?? NO_EVIDENCE).culprits,
      })),
    behind(growthBytesPerSecond) {
      const [fastest] = [...judged.values()].sort((a, b) => rateOf(b) - rateOf(a));
      const enough = BEHIND_RATIO * growthBytesPerSecond;
      return fastest && enough > 0 && rateOf(fastest) >= enough ? fastest.worker : undefined;
    },
    [Symbol.dispose]() {
      for (const [threadId, known] of judged) forget(threadId, known);
    },
  };
}
