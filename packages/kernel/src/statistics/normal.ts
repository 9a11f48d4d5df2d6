/** Coefficients of P. J. Acklam's rational approximation; its relative error is below 1.2e-9. */
const A = [
  -39.69683028665376, 220.9460984245205, -275.9285104469687, 138.357751867269, -30.66479806614716,
  2.506628277459239,
] as const;
const B = [
  -54.47609879822406, 161.5858368580409, -155.6989798598866, 66.80131188771972, -13.28068155288572,
  1,
] as const;
const C = [
  -0.007784894002430293, -0.3223964580411365, -2.400758277161838, -2.549732539343734,
  4.374664141464968, 2.938163982698783,
] as const;
const D = [
  0.007784695709041462, 0.3224671290700398, 2.445134137142996, 3.754408661907416, 1,
] as const;

/** Coefficients of Abramowitz and Stegun 26.2.17. */
const E = [1.330274429, -1.821255978, 1.781477937, -0.356563782, 0.31938153] as const;

/** Below this share the tail has an approximation of its own. */
const TAIL = 0.02425;

/** The value that a standard normal variable stays below with the given probability; infinite at 0 and 1. */
export function normalQuantile(probability: number): number {
  if (!(probability > 0)) return Number.NEGATIVE_INFINITY;
  if (probability >= 1) return Number.POSITIVE_INFINITY;
  if (probability > 1 - TAIL) return -normalQuantile(1 - probability);
  if (probability < TAIL) {
    const q = Math.sqrt(-2 * Math.log(probability));
    return polynomial(C, q) / polynomial(D, q);
  }
  const q = probability - 0.5;
  return (polynomial(A, q * q) * q) / polynomial(B, q * q);
}

/**
 * The probability that a standard normal variable stays below `value`: Abramowitz and Stegun, Handbook of Mathematical
 * Functions, 26.2.17; its error is below 7.5e-8.
 */
export function normalProbability(value: number): number {
  if (value < 0) return 1 - normalProbability(-value);
  const t = 1 / (1 + 0.2316419 * value);
  const tail = Math.exp(-(value ** 2) / 2) / Math.sqrt(2 * Math.PI);
  return 1 - tail * t * polynomial(E, t);
}

function polynomial(coefficients: readonly number[], x: number): number {
  return coefficients.reduce((sum, coefficient) => sum * x + coefficient, 0);
}
