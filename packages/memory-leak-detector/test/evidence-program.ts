/**
 * `leaky` keeps every request, `fixed` the last hundred, `buffers` a few bytes of each buffer; `in-use` keeps every request while somebody else samples allocations. Prints
 * the confirmed event and whether allocations were ever sampled by us. V8 collects as it likes.
 */
import { Session } from 'node:inspector';
import { MemoryLeakInstrumentation } from '../src/index.ts';

const [, , mode, evidenceFolder] = process.argv;
const REQUESTS = 90_000;
const other = new Session();
other.connect();
if (mode === 'in-use') other.post('HeapProfiler.startSampling');

const events: Record<string, unknown>[] = [];
const instrumentation = new MemoryLeakInstrumentation({
  warmupMillis: 300,
  minSampleIntervalMillis: 100,
  externalIntervalMillis: 100,
  minBinMillis: 100,
  ...(evidenceFolder && { evidenceFolder }),
});
const emit = ({ eventName, attributes }: { eventName: string; attributes: object }) =>
  events.push({ name: eventName, ...attributes });
instrumentation.setLoggerProvider({ getLogger: () => ({ emit }) });

const pages = new Map<number, unknown>();
const recent = new Map<number, unknown>();
let requests = 0;

/** What it makes lives as long as one answer. */
function render(): number {
  return JSON.stringify(Array.from({ length: 50 }, (_, index) => ({ requests, index }))).length;
}

function keepPages(): void {
  for (let left = 10; left > 0; left--) {
    requests += 1;
    pages.set(requests, { size: render(), rows: Array.from({ length: 100 }, () => requests / 3) });
    if (mode === 'fixed') pages.delete(requests - 100);
  }
}

function keepSome(): void {
  for (let index = 0; index < 10; index++)
    recent.set((requests + index) % 1000, { size: render(), row: requests });
}

function keepSlices(): void {
  for (let left = 4; left > 0; left--) {
    requests += 1;
    pages.set(requests, Buffer.alloc(8192, requests).subarray(0, 16));
  }
}

const keep = mode === 'buffers' ? keepSlices : keepPages;

const turn = setInterval(() => {
  keep();
  keepSome();
  if (requests < REQUESTS && !events.some(({ name }) => String(name).endsWith('.confirmed')))
    return;
  clearInterval(turn);
  other.post('HeapProfiler.getSamplingProfile', (error) => {
    process.stdout.write(JSON.stringify({ events, sampling: error === null }));
    instrumentation.disable();
  });
}, 1);
