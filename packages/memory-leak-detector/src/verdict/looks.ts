import { normalQuantile } from '@plimsoll/kernel/statistics/normal';

const DAY_SECONDS = 86_400;

/** The sum of 1 / k^2 over all k. */
const BASEL = Math.PI ** 2 / 6;

/**
 * The z that look number `look` (from 1 on) at time scale `level` (from 0 on) must exceed. The odds of a chance alarm are
 * `ratio` for the first looks together, spent as ratio / (look^2 (level + 1)^2 BASEL^2), and `ratio` a day after
 * that, for a process may live for years: whichever is larger for this look. Union bound: holds under any dependence.
 */
export function criticalZ(
  ratio: number,
  level: number,
  look: number,
  secondsBetween: number,
): number {
  const share = ratio / (BASEL * (level + 1) ** 2);
  return -normalQuantile(share * Math.max(1 / (BASEL * look ** 2), secondsBetween / DAY_SECONDS));
}
