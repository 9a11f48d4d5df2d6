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

const KEPT = 20_000;
const TURN_OPERATIONS = 200;
const WINDOW_NANOSECONDS = 400e6;
const WINDOWS = 16;

const kept: unknown[] = new Array(KEPT);
let next = 0;

/** CPU time of an operation in nanoseconds, over one window. */
async function allocate(): Promise<number> {
  const start = ownCpuNanoseconds();
  let operations = 0;
  let spent = 0;
  while (spent < WINDOW_NANOSECONDS) {
    for (let left = TURN_OPERATIONS; left > 0; left--) {
      kept[next] = JSON.parse(REQUEST);
      next = (next + 1) % KEPT;
    }
    operations += TURN_OPERATIONS;
    await turn();
    spent = ownCpuNanoseconds() - start;
  }
  return spent / operations;
}

/**
 * With the detector and without it in turns, in one process: two processes differ by more than it costs. Its timer
 * comes once in each window, some twenty times as often as by default, so that the windows hide none of it.
 */
const detector: Subject = async () => {
  const instrumentation = new MemoryLeakInstrumentation({
    enabled: false,
    externalIntervalMillis: 400,
  });
  const { provider } = startSdk();
  instrumentation.setMeterProvider(provider);
  const times: { readonly on: number[]; readonly off: number[] } = { on: [], off: [] };
  await allocate();
  await allocate();
  for (let window = 0; window < WINDOWS; window++) {
    const on = window % 4 === 0 || window % 4 === 3;
    if (on) instrumentation.enable();
    times[on ? 'on' : 'off'].push(await allocate());
    if (on) instrumentation.disable();
  }
  return { value: median(times.on), baseline: median(times.off) };
};

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2;
}

export const subjects: Readonly<Record<string, Subject>> = { 'leak.detector': detector };
