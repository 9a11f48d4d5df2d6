import { ownCpuNanoseconds } from './cpu.ts';
import type { Outcome } from './subject.ts';

/** Does so many operations; `pair` counts the pairs. */
export type Side = (pair: number, operations: number) => Promise<void>;

export interface Pairs {
  /** Operations of a window: a millisecond's worth, so that load that comes and goes meets both sides. */
  readonly operations: number;
}

/** CPU time of both sides, and for code to be compiled. */
const MEASURED_NANOSECONDS = 8e9;
const WARM_UP_NANOSECONDS = 1e9;

/**
 * CPU time of an operation in nanoseconds, of a side and of its baseline, which both stay as they are: short windows in the
 * order `side, baseline, baseline, side` and the other way round. The value is the median of the baseline times the median of
 * the ratios, since a collection in one window is more than all that the sides differ by.
 */
export async function inPairs(side: Side, baseline: Side, { operations }: Pairs): Promise<Outcome> {
  const spent = async (of: Side, pair: number): Promise<number> => {
    const start = ownCpuNanoseconds();
    await of(pair, operations);
    return ownCpuNanoseconds() - start;
  };
  const ratios: number[] = [];
  const bare: number[] = [];
  let total = 0;
  for (let pair = 0; total < WARM_UP_NANOSECONDS + MEASURED_NANOSECONDS; pair++) {
    const [outer, inner] = pair % 2 === 0 ? [side, baseline] : [baseline, side];
    const first = await spent(outer, pair);
    const between = (await spent(inner, pair)) + (await spent(inner, pair));
    const outside = first + (await spent(outer, pair));
    total += between + outside;
    if (total < WARM_UP_NANOSECONDS) continue;
    ratios.push(pair % 2 === 0 ? outside / between : between / outside);
    bare.push((pair % 2 === 0 ? between : outside) / 2 / operations);
  }
  return { value: median(bare) * median(ratios), baseline: median(bare) };
}

function median(values: number[]): number {
  values.sort((a, b) => a - b);
  return values[values.length >> 1] as number;
}
