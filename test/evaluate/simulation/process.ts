import { createMemorySamples, type LeakSample } from '../detector.ts';
import { between, gaussian, logarithmic, type Random } from './random.ts';
import type { Shape } from './shapes.ts';

const MEBIBYTE = 2 ** 20;

/** V8 collects fully when the old generation has grown by this at least. */
const LEAST_STEP = 8 * MEBIBYTE;

/** Correlated noise of what is alive: it is forgotten after this. */
const NOISE_SECONDS = 600;

export interface SimulatedProcess {
  readonly limit: number;
  readonly base: number;
  /** Bytes a second that reach the old generation and soon die. */
  readonly promotion: number;
  /** The old generation is collected when it has grown by this factor; Node 24 was seen to take 1.2 to 1.4. */
  readonly growing: number;
  /** The deviation of what is alive, as a share of it. */
  readonly noise: number;
}

/** From the idle sidecar of 128 MB to the busy service of 4 GB. */
export function drawProcess(random: Random): SimulatedProcess {
  const limit = logarithmic(random, 128, 4096) * MEBIBYTE;
  return {
    limit,
    base: limit * between(random, 0.05, 0.4),
    promotion: logarithmic(random, 1e-6, 2e-3) * limit,
    growing: between(random, 1.15, 1.5),
    noise: logarithmic(random, 0.001, 0.01),
  };
}

export interface SimulationOptions {
  readonly seconds: number;
  /** The time between two readings of the timer. */
  readonly every: number;
}

/**
 * The samples that the detector would take of the heap. Collections come when the old generation has grown by its factor, or half way to the limit;
 * they leave 2 to 12 % of garbage afloat. Until then what dies stays, and what is promoted is added.
 */
export function* samplesOfProcess(
  { limit, base, promotion, growing, noise }: SimulatedProcess,
  shape: Shape,
  random: Random,
  { seconds, every }: SimulationOptions,
): Generator<LeakSample> {
  const samples = createMemorySamples({ estimateFrom: 0 });
  const kept = Math.exp(-every / NOISE_SECONDS);
  let deviation = 0;
  let alive = base;
  let old = base;
  let threshold = base + LEAST_STEP;
  for (let time = every * random(); time < seconds; time += every) {
    deviation = kept * deviation + Math.sqrt(1 - kept ** 2) * noise * gaussian(random);
    const before = alive;
    alive = (base + shape(time) * (limit - base)) * (1 + deviation);
    if (alive >= limit) return;
    old += Math.max(0, alive - before) + promotion * every * (0.5 + random());
    const usage = { rss: 2 * old, heapTotal: old, external: MEBIBYTE };
    const reading = { time, usage, oldSpace: limit, memory: 64 * limit };
    const estimate = samples.estimated({ ...reading, old: Math.min(old, limit) });
    if (estimate) yield estimate;
    if (old < threshold && old < limit) continue;
    const spike = random() < 0.03 ? 0.06 * random() : 0;
    old = alive * (1.02 + 0.02 * Math.abs(gaussian(random)) + spike);
    threshold = Math.min((old + limit) / 2, Math.max(old * growing, old + LEAST_STEP));
    yield samples.collected({ ...reading, old });
  }
}
