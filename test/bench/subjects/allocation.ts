import { setImmediate as turn } from 'node:timers/promises';
import { MemoryLeakInstrumentation } from '@plimsoll/memory-leak-detector';
import { ownCpuNanoseconds } from '../cpu.ts';
import { startSdk } from '../sdk.ts';
import type { Subject } from '../subject.ts';

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
const WARM_UP_NANOSECONDS = 1e9;
const WINDOW_NANOSECONDS = 125e6;
const WINDOWS = 64;

const kept: unknown[] = new Array(KEPT);
let next = 0;

interface Window {
  operations: number;
  nanoseconds: number;
}

/** Allocates until it has used so much CPU time. */
async function allocate(nanoseconds: number): Promise<Window> {
  const start = ownCpuNanoseconds();
  const window = { operations: 0, nanoseconds: 0 };
  while (window.nanoseconds < nanoseconds) {
    for (let left = TURN_OPERATIONS; left > 0; left--) {
      const parsed: unknown = JSON.parse(REQUEST);
      if (left % KEPT_EVERY !== 0) continue;
      kept[next] = parsed;
      next = (next + 1) % KEPT;
    }
    window.operations += TURN_OPERATIONS;
    await turn();
    window.nanoseconds = ownCpuNanoseconds() - start;
  }
  return window;
}

/**
 * With the detector and without it in turns, in one process: two processes differ by more than it costs. Its timer comes
 * once in each window, 100 times as often as by default, so that the windows hide none of it. Sums, since a window
 * with a full collection differs from one without by more than all else.
 */
const detector: Subject = async () => {
  const instrumentation = new MemoryLeakInstrumentation({
    enabled: false,
    externalIntervalMillis: 100,
  });
  instrumentation.setMeterProvider(startSdk().provider);
  const on: Window = { operations: 0, nanoseconds: 0 };
  const off: Window = { operations: 0, nanoseconds: 0 };
  let samples = 0;
  await allocate(WARM_UP_NANOSECONDS);
  for (let index = 0; index < WINDOWS; index++) {
    const attached = index % 4 === 0 || index % 4 === 3;
    if (attached) instrumentation.enable();
    const window = await allocate(WINDOW_NANOSECONDS);
    if (attached && instrumentation.read().heap.usedAfterGcBytes !== undefined) samples += 1;
    instrumentation.disable();
    const sum = attached ? on : off;
    sum.operations += window.operations;
    sum.nanoseconds += window.nanoseconds;
  }
  if (samples === 0) throw new Error('the detector saw no full collection');
  return {
    value: on.nanoseconds / on.operations,
    baseline: off.nanoseconds / off.operations,
  };
};

export const subjects: Readonly<Record<string, Subject>> = { 'leak.detector': detector };
