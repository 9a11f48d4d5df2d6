/**
 * A service that keeps every request in a Map (`leaky`), or only the last hundred (`fixed`), at a load that leaks hours
 * of growth in seconds. V8 collects as it likes.
 */
import { MemoryLeakInstrumentation } from '../src/index.ts';

const mode = process.argv[2];
const area = process.argv[3] === 'external' ? 'external' : 'heap';
const instrumentation = new MemoryLeakInstrumentation({
  warmupMillis: 300,
  minSampleIntervalMillis: 100,
  externalIntervalMillis: 100,
  minBinMillis: 100,
});

const kept = new Map<number, unknown>();
let requests = 0;

function request(): void {
  requests += 1;
  JSON.stringify(Array.from({ length: 50 }, (_, index) => ({ requests, index })));
  const page =
    area === 'external'
      ? Buffer.alloc(4096, requests)
      : { url: `/${requests}`, rows: [requests, 1, 2] };
  kept.set(requests, page);
  if (mode === 'fixed') kept.delete(requests - 100);
}

const seen: string[] = [];
function look(): void {
  const { state } = instrumentation.read()[area];
  if (state !== seen.at(-1)) seen.push(state);
}

/** What both variants do unless a leak is confirmed before: 100 MB of pages, or of buffers. */
const [requestsPerTurn, requestsInAll] = area === 'external' ? [8, 25_000] : [80, 500_000];
const turn = setInterval(() => {
  for (let index = 0; index < requestsPerTurn; index++) request();
  look();
  if (requests < requestsInAll && !seen.includes('confirmed')) return;
  clearInterval(turn);
  process.stdout.write(JSON.stringify({ seen }));
}, 1);
