import { setImmediate as turn } from 'node:timers/promises';
import { MemoryLeakInstrumentation } from '@plimsoll/memory-leak-detector';
import { startSdk } from '../sdk.ts';
import type { Subject } from '../subject.ts';
import { inTurns } from '../turns.ts';
import { suspectedLeak } from './suspected.ts';

/** What an HTTP service does most: it parses, makes objects, and keeps some for a while. */
const REQUEST = JSON.stringify({
  id: 1,
  customer: { name: 'a customer', tags: ['new', 'regular', 'returning'] },
  lines: Array.from({ length: 10 }, (_, index) => ({ sku: `sku-${index}`, price: index * 1.5 })),
});

/** One of four results grows old, so that full collections have to clear it away. */
const KEPT_EVERY = 4;
const KEPT = 30_000;
const TURN_OPERATIONS = 200;

const kept: unknown[] = new Array(KEPT);
let next = 0;

async function allocate(): Promise<number> {
  for (let left = TURN_OPERATIONS; left > 0; left--) {
    const parsed: unknown = JSON.parse(REQUEST);
    if (left % KEPT_EVERY !== 0) continue;
    kept[next] = parsed;
    next = (next + 1) % KEPT;
  }
  await turn();
  return TURN_OPERATIONS;
}

/** Its timer comes in each window, 100 times as often as by default, so that the windows hide none of it. */
const detector: Subject = async () => {
  const instrumentation = new MemoryLeakInstrumentation({
    enabled: false,
    externalIntervalMillis: 100,
  });
  instrumentation.setMeterProvider(startSdk().provider);
  let samples = 0;
  const outcome = await inTurns({
    step: allocate,
    windowMillis: 125,
    begin: () => instrumentation.enable(),
    end: () => {
      if (instrumentation.read().heap.usedAfterGcBytes !== undefined) samples += 1;
      instrumentation.disable();
    },
  });
  if (samples === 0) throw new Error('the detector saw no full collection');
  return outcome;
};

/**
 * While a leak is suspected. The look at what was sampled comes once an hour at most and is no part of it. That V8 optimises anew
 * what was deoptimised when it began, once in up to an hour, weighs 1800 times too much in a window of two seconds still.
 */
const evidence: Subject = () =>
  inTurns({
    step: allocate,
    windowMillis: 2000,
    measuredMillis: 16_000,
    ...suspectedLeak(allocate),
  });

export const subjects: Readonly<Record<string, Subject>> = {
  'leak.detector': detector,
  'leak.evidence': evidence,
};
