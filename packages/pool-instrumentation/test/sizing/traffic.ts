import type { Uses } from '../../src/sizing/use-trace.ts';

/** Numbers from 0 to 1 that are the same in each run: mulberry32. */
export function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export type Draw = (random: () => number) => number;

const exponential =
  (mean: number): Draw =>
  (random) =>
    -mean * Math.log(1 - random());
const normal: Draw = (random) =>
  Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());

/** How long connections are held: 20 ms in the mean, in ways that differ in their spread. */
export const USES: Readonly<Record<string, Draw>> = {
  'always the same': () => 0.02,
  exponential: exponential(0.02),
  'a tenth long transactions': (random) => exponential(random() < 0.9 ? 0.01 : 0.11)(random),
  'log-normal': (random) => 0.02 * Math.exp(1.2 * normal(random) - 0.72),
};

/** Requests at random that keep `load` connections busy in the mean. */
export function traffic(seed: number, count: number, load: number, draw: Draw): Uses {
  const random = randomNumbers(seed);
  const between = exponential(0.02 / load);
  let now = 0;
  const asked = Float64Array.from({ length: count }, () => (now += between(random)));
  return { asked, held: Float64Array.from({ length: count }, () => draw(random)) };
}

export function part({ asked, held }: Uses, from: number, to: number): Uses {
  return { asked: asked.slice(from, to), held: held.slice(from, to) };
}
