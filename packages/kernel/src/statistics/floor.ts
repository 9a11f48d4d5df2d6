/** For each value the least of it and all later ones: what was never given back since. */
export function floors(values: readonly number[]): number[] {
  const result = [...values];
  for (let i = result.length - 2; i >= 0; i--)
    result[i] = Math.min(result[i] as number, result[i + 1] as number);
  return result;
}

/**
 * How much the floor has risen: with F the floors and q = max(2, n / 3) the values at the end that have had too
 * little time to be given back, (F[n-q] - F[1]) * n / (n-q). Any saw-tooth with a period below a third of the
 * window has none. `0` for fewer than four values.
 */
export function floorGrowth(values: readonly number[]): number {
  const n = values.length;
  if (n < 4) return 0;
  const kept = n - Math.max(2, Math.floor(n / 3));
  const floor = floors(values);
  return (((floor[kept - 1] as number) - (floor[0] as number)) * n) / kept;
}
