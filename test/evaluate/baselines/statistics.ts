/** One value at one time in seconds. */
export interface Reading {
  readonly time: number;
  readonly value: number;
}

/** The line of least squares; `undefined` where the readings have no spread in time. */
export function leastSquares(
  readings: readonly Reading[],
): { slope: number; determination: number; at: (time: number) => number } | undefined {
  const n = readings.length;
  const meanTime = readings.reduce((sum, { time }) => sum + time, 0) / n;
  const meanValue = readings.reduce((sum, { value }) => sum + value, 0) / n;
  let timeSpread = 0;
  let valueSpread = 0;
  let product = 0;
  for (const { time, value } of readings) {
    timeSpread += (time - meanTime) ** 2;
    valueSpread += (value - meanValue) ** 2;
    product += (time - meanTime) * (value - meanValue);
  }
  if (!(timeSpread > 0)) return undefined;
  const slope = product / timeSpread;
  return {
    slope,
    determination: valueSpread === 0 ? 0 : product ** 2 / (timeSpread * valueSpread),
    at: (time) => meanValue + slope * (time - meanTime),
  };
}
