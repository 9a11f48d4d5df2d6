import { type ObservableCallback, ROOT_CONTEXT } from '@opentelemetry/api';
import {
  createCleanup,
  type EventSpec,
  type InstrumentationContext,
  type Instruments,
  instruments,
} from '@plimsoll/kernel';
import { AREAS, type Area } from './areas.ts';
import { EVENTS } from './events.ts';
import { evidenceAttributes } from './evidence/attributes.ts';
import type { Evidence } from './evidence/gatherer.ts';
import type { WorkerHeap } from './limit/worker-heaps.ts';
import { METRICS } from './metrics.ts';
import type { HeapSpaces } from './samples/heap-after-gc.ts';
import type { LeakState, LeakVerdict } from './verdict/leak-verdict.ts';

const STATES: readonly LeakState[] = ['unknown', 'none', 'suspected', 'confirmed'];

/** What the callbacks report: the last samples and verdicts. */
export interface Latest {
  readonly spaces: HeapSpaces;
  readonly verdicts: Readonly<Record<Area, LeakVerdict>>;
}

/** Reports the last samples and verdicts as metrics until it is disposed, and changes of state as events. */
export interface Publisher extends Disposable {
  /** Counts the change, and makes its event once it is told what is known besides. */
  changed(
    area: Area,
    before: LeakState,
    verdict: LeakVerdict,
    worker?: WorkerHeap,
  ): (evidence: Evidence) => void;
}

export function publish(context: InstrumentationContext, latest: () => Latest): Publisher {
  const made = instruments(context.meter, METRICS);
  const cleanup = createCleanup();
  for (const [instrument, callback] of callbacksOf(made, latest)) {
    instrument.addCallback(callback);
    cleanup.defer(() => instrument.removeCallback(callback));
  }
  for (const area of AREAS) made.leakDetections.add(0, { 'plimsoll.memory.area': area });
  return {
    changed(area, before, verdict, worker) {
      if (verdict.state === 'suspected')
        made.leakDetections.add(1, { 'plimsoll.memory.area': area });
      const spec = specOf(before, verdict.state);
      const timestampMillis = context.clock.epochMillis();
      return (evidence) => {
        if (!spec) return;
        const attributes = {
          ...attributesOf(area, verdict),
          'thread.id': worker?.threadId,
          'thread.name': worker?.name,
          ...evidenceAttributes(evidence),
        };
        context.emitter.emit(spec, attributes, { timestampMillis, context: ROOT_CONTEXT });
      };
    },
    [Symbol.dispose]: () => cleanup[Symbol.dispose](),
  };
}

function specOf(before: LeakState, state: LeakState): EventSpec | undefined {
  if (state === 'suspected') return EVENTS.leakSuspected;
  if (state === 'confirmed') return EVENTS.leakConfirmed;
  return before === 'unknown' ? undefined : EVENTS.leakResolved;
}

function callbacksOf(made: Instruments<typeof METRICS>, latest: () => Latest) {
  const each = (report: (area: Area, verdict: LeakVerdict) => void): void => {
    for (const area of AREAS) report(area, latest().verdicts[area]);
  };
  const usedAfterGc: ObservableCallback = (result) => {
    for (const [space, bytes] of Object.entries(latest().spaces))
      result.observe(bytes, { 'v8js.heap.space.name': space });
  };
  const growthRate: ObservableCallback = (result) =>
    each((area, { growthRate: rate }) => {
      if (rate !== undefined) result.observe(rate, { 'plimsoll.memory.area': area });
    });
  const suspicion: ObservableCallback = (result) =>
    each((area, verdict) => {
      result.observe(verdict.suspicion, { 'plimsoll.memory.area': area });
    });
  const status: ObservableCallback = (result) =>
    each((area, verdict) => {
      for (const state of STATES)
        result.observe(state === verdict.state ? 1 : 0, {
          'plimsoll.memory.area': area,
          'plimsoll.memory.leak.state': state,
        });
    });
  return [
    [made.usedAfterGc, usedAfterGc],
    [made.growthRate, growthRate],
    [made.leakSuspicion, suspicion],
    [made.leakStatus, status],
  ] as const;
}

function attributesOf(
  area: Area,
  verdict: LeakVerdict,
): Record<string, string | number | undefined> {
  return {
    'plimsoll.memory.area': area,
    'plimsoll.memory.leak.suspicion': verdict.suspicion,
    'plimsoll.memory.growth.rate': verdict.growthRate,
    'plimsoll.memory.leak.window': verdict.windowSeconds,
    'plimsoll.memory.leak.sample_count': verdict.sampleCount,
    'plimsoll.resource.exhaustion.time_left': verdict.timeLeftSeconds,
  };
}
