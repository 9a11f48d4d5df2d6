/** Two-sided 95 %. */
const TAIL = 0.025;

/** Halvings: far below what is printed. */
const STEPS = 60;

/** The exact 95 % interval of a share of which `hits` of `trials` were seen; 0 to 1 where there was no trial. */
export function clopperPearson(hits: number, trials: number): readonly [number, number] {
  if (trials === 0) return [0, 1];
  const lower = hits === 0 ? 0 : bisect((share) => 1 - atMost(hits - 1, trials, share) - TAIL);
  const upper = hits === trials ? 1 : bisect((share) => TAIL - atMost(hits, trials, share));
  return [lower, upper];
}

/** Where an ascending function of 0 to 1 crosses zero. */
function bisect(rising: (share: number) => number): number {
  let low = 0;
  let high = 1;
  for (let step = 0; step < STEPS; step++) {
    const middle = (low + high) / 2;
    if (rising(middle) < 0) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** The odds of at most `hits` of `trials`; summed in logarithms, so that 10,000 trials do not underflow. */
function atMost(hits: number, trials: number, share: number): number {
  if (share <= 0) return 1;
  if (share >= 1) return hits >= trials ? 1 : 0;
  let logarithm = trials * Math.log1p(-share);
  let sum = Math.exp(logarithm);
  for (let k = 1; k <= hits; k++) {
    logarithm += Math.log((trials - k + 1) / k) + Math.log(share) - Math.log1p(-share);
    sum += Math.exp(logarithm);
  }
  return Math.min(1, sum);
}
