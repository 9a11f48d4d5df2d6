import { type ObservableResult, ROOT_CONTEXT } from '@opentelemetry/api';
import { createCleanup, type InstrumentationContext, instruments } from '@plimsoll/kernel';
import { EVENTS } from '../events.ts';
import { METRICS } from '../metrics.ts';
import {
  createLimitFold,
  type HeapLevel,
  type LimitFold,
  type LimitRules,
  type LimitSample,
} from './pressure-fold.ts';
import { type WatchWorkers, type WorkerHeap, watchWorkerHeaps } from './worker-heaps.ts';
import type { WorkerReading } from './worker-verdicts.ts';

/** The heap comes near to its limit, by its size or by the time that is left: there is time to drain, and not for much else. */
export interface NearLimit {
  readonly usedBytes: number;
  readonly limitBytes: number;
  readonly timeLeftSeconds: number | undefined;
  /** The worker whose heap it is; `undefined` for that of the own thread. */
  readonly threadId: number | undefined;
}

/** A level that the heap has entered. */
export interface HeapPressure {
  readonly level: HeapLevel;
  readonly previous: HeapLevel;
  readonly usedBytes: number;
  readonly limitBytes: number;
}

const WORKERS = { workerUtilization: METRICS.workerHeapUtilization };

/** Listeners that stay whether or not the detector runs. */
export interface LimitListeners {
  readonly pressure: Set<(change: HeapPressure) => void>;
  readonly nearLimit: Set<(warning: NearLimit) => void>;
}

export interface LimitsWatch extends Disposable {
  /** After each full collection; whether the limit is near. */
  push(sample: LimitSample): boolean;
  /** Asks the workers, and answers with what they told the last times. */
  ask(): readonly WorkerHeap[];
  /** The bytes that the workers which live hold for sure. */
  heldByWorkers(): number;
  /** Looks at what they told, and at what is thought of those that are judged. */
  look(heaps: readonly WorkerHeap[], judged: readonly WorkerReading[]): void;
}

export function watchLimits(
  context: InstrumentationContext,
  rules: LimitRules,
  listeners: LimitListeners,
  workers: WatchWorkers,
): LimitsWatch {
  const { clock, faults, emitter } = context;
  const cleanup = createCleanup();
  const workerHeaps = cleanup.use(watchWorkerHeaps(faults, workers));
  const own = createLimitFold(rules);
  const others = new Map<number, { readonly fold: LimitFold; near: boolean }>();
  let level: HeapLevel = 'nominal';
  let near = false;

  const tell = <T>(to: ReadonlySet<(what: T) => void>, what: T): void => {
    for (const listener of [...to])
      faults.guard('a listener of the detector threw', () => listener(what));
  };
  const warn = ({ usedBytes, limitBytes, timeLeftSeconds, threadId }: NearLimit): void => {
    emitter.emit(
      EVENTS.nearLimit,
      {
        'plimsoll.memory.used': usedBytes,
        'plimsoll.memory.limit': limitBytes,
        'plimsoll.resource.exhaustion.time_left': timeLeftSeconds,
        'thread.id': threadId,
      },
      { timestampMillis: clock.epochMillis(), context: ROOT_CONTEXT },
    );
    tell(listeners.nearLimit, { usedBytes, limitBytes, timeLeftSeconds, threadId });
  };
  const { workerUtilization } = instruments(context.meter, WORKERS);
  let seen = false;
  const report = (result: ObservableResult): void => {
    const shares = workerHeaps.read().map(({ usedBytes, limitBytes }) => usedBytes / limitBytes);
    seen ||= shares.length > 0;
    // A series that has begun does not end: without workers it is 0.
    if (seen) result.observe(Math.max(0, ...shares));
  };
  workerUtilization.addCallback(report);
  cleanup.defer(() => workerUtilization.removeCallback(report));

  const look: LimitsWatch['look'] = (heaps, judged) => {
    for (const threadId of others.keys())
      if (!heaps.some((heap) => heap.threadId === threadId)) others.delete(threadId);
    for (const { threadId, usedBytes, limitBytes } of heaps) {
      const known = others.get(threadId) ?? { fold: createLimitFold(rules), near: false };
      others.set(threadId, known);
      const reading = judged.find((each) => each.threadId === threadId);
      const told = { usedBytes, limitBytes, timeLeftSeconds: reading?.timeLeftSeconds };
      const leaking = reading?.state === 'confirmed';
      const sample = { ...told, time: clock.now(), leaking };
      const verdict = known.fold.push(sample);
      if (verdict.near && !known.near) warn({ ...told, threadId });
      known.near = verdict.near;
    }
  };

  return {
    push(sample) {
      const verdict = own.push(sample);
      const previous = level;
      level = verdict.level;
      if (level !== previous) {
        const { usedBytes, limitBytes } = sample;
        tell(listeners.pressure, { level, previous, usedBytes, limitBytes });
      }
      if (verdict.near && !near) warn({ ...sample, threadId: undefined });
      near = verdict.near;
      return near;
    },
    ask() {
      workerHeaps.tick();
      return workerHeaps.read();
    },
    heldByWorkers: () => workerHeaps.heldBytes(),
    look,
    [Symbol.dispose]: () => cleanup[Symbol.dispose](),
  };
}
