const NOTHING = '-';

export function megabytes(bytes: number | null): string {
  return bytes === null ? NOTHING : `${(bytes / 1e6).toFixed(1)} MB`;
}

export function percent(ratio: number | null): string {
  return ratio === null ? NOTHING : `${Math.round(ratio * 100)} %`;
}

export function fixed(value: number | null, digits = 0): string {
  return value === null ? NOTHING : value.toFixed(digits);
}

export function duration(seconds: number | null): string {
  if (seconds === null) return NOTHING;
  return seconds < 1 ? `${Math.round(seconds * 1000)} ms` : `${seconds.toFixed(1)} s`;
}

/** A growth rate, with its sign. */
export function growth(bytesPerSecond: number | null): string {
  if (bytesPerSecond === null) return NOTHING;
  const sign = bytesPerSecond < 0 ? '-' : '+';
  return `${sign}${Math.abs(bytesPerSecond / 1e6).toFixed(2)} MB/s`;
}

export function clock(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const pad = (value: number): string => String(value).padStart(2, '0');
  return `${pad(Math.floor(whole / 60))}:${pad(whole % 60)}`;
}

/** A bar of `width` cells, filled to `ratio`. */
export function bar(ratio: number | null, width: number): string {
  const filled = Math.round(Math.min(1, Math.max(0, ratio ?? 0)) * width);
  return '\u2588'.repeat(filled) + '\u2591'.repeat(width - filled);
}

const LEVELS = '\u2581\u2582\u2583\u2584\u2585\u2586\u2587\u2588';

/** The course of a value, one cell a reading, between its own least and greatest. */
export function sparkline(values: readonly number[]): string {
  const least = Math.min(...values);
  const span = Math.max(...values) - least;
  return values
    .map((value) => LEVELS[span > 0 ? Math.round(((value - least) / span) * 7) : 0])
    .join('');
}
