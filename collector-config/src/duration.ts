const MILLIS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** Writes a duration of the source, such as `5m`, as a configuration file shall carry it. */
export type Durations = (text: string) => string;

/**
 * Divides every duration by one factor, so that a test of minutes runs in seconds and still tests the
 * rules that ship. A factor of 1 writes them as they are.
 */
export function scaled(factor: number): Durations {
  if (!(factor >= 1 && Number.isFinite(factor)))
    throw new RangeError(`Expected \`factor\` to be a number from 1, got ${String(factor)}`);
  return (text) => {
    const millis = parseDuration(text);
    return factor === 1 ? text : formatDuration(Math.max(1, Math.round(millis / factor)));
  };
}

/** Milliseconds of a Prometheus duration: whole numbers with units, the largest first (`1h30m`). */
export function parseDuration(text: string): number {
  const parts = [...text.matchAll(/(\d+)(ms|[smhd])/g)];
  if (parts.length === 0 || parts.map(([part]) => part).join('') !== text)
    throw new TypeError(`Expected a duration such as 5m, got ${JSON.stringify(text)}`);
  return parts.reduce(
    (sum, [, count, unit]) => sum + Number(count) * (MILLIS[unit ?? ''] ?? Number.NaN),
    0,
  );
}

/** The shortest Prometheus duration of so many whole milliseconds. */
export function formatDuration(millis: number): string {
  let rest = millis;
  let text = '';
  for (const unit of ['d', 'h', 'm', 's', 'ms']) {
    const size = MILLIS[unit] ?? 1;
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0) text += `${count}${unit}`;
  }
  return text || '0s';
}
