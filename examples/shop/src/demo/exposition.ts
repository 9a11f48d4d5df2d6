/** One series of a scrape. */
export interface Series {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** What one scrape of `/metrics` holds. */
export interface Scrape {
  /** When it was taken, in seconds of a monotonic clock. */
  readonly seconds: number;
  readonly series: readonly Series[];
}

const LINE = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)/;
const LABEL = /([a-zA-Z_]\w*)="((?:[^"\\]|\\.)*)"/g;

/** Reads the Prometheus text format; what is no series is passed over. */
export function parseExposition(text: string, seconds: number): Scrape {
  const series: Series[] = [];
  for (const line of text.split('\n')) {
    const [, name, labels = '', value] = LINE.exec(line) ?? [];
    if (name && value) series.push({ name, labels: parseLabels(labels), value: parseValue(value) });
  }
  return { seconds, series };
}

function parseLabels(text: string): Record<string, string> {
  const labels: Record<string, string> = {};
  for (const [, name = '', value = ''] of text.matchAll(LABEL))
    labels[name] = value.replace(/\\(.)/g, (_, char) => (char === 'n' ? '\n' : char));
  return labels;
}

function parseValue(text: string): number {
  const signed = /^([+-]?)Inf$/.exec(text);
  return signed ? Number(`${signed[1]}Infinity`) : Number(text);
}

/** The series of a name whose labels are as asked for. */
export function select(
  scrape: Scrape,
  name: string,
  labels: Readonly<Record<string, string>> = {},
): readonly Series[] {
  const wanted = Object.entries(labels);
  return scrape.series.filter(
    (one) => one.name === name && wanted.every(([key, value]) => one.labels[key] === value),
  );
}

/** Their sum; `undefined` where there is none. */
export function sum(
  scrape: Scrape,
  name: string,
  labels: Readonly<Record<string, string>> = {},
): number | undefined {
  const found = select(scrape, name, labels);
  return found.length === 0 ? undefined : found.reduce((total, { value }) => total + value, 0);
}

/** How fast a counter grew between two scrapes, per second; `undefined` where it is not there. */
export function rate(
  before: Scrape,
  after: Scrape,
  name: string,
  labels: Readonly<Record<string, string>> = {},
): number | undefined {
  const now = sum(after, name, labels);
  const elapsed = after.seconds - before.seconds;
  if (now === undefined || !(elapsed > 0)) return undefined;
  return Math.max(0, now - (sum(before, name, labels) ?? 0)) / elapsed;
}

/** The mean of what a histogram counted between two scrapes; `undefined` where it counted nothing. */
export function mean(before: Scrape, after: Scrape, name: string): number | undefined {
  const count = rate(before, after, `${name}_count`) ?? 0;
  return count > 0 ? (rate(before, after, `${name}_sum`) ?? 0) / count : undefined;
}

/**
 * The quantile of what a histogram counted between two scrapes, by linear interpolation in its bucket as
 * PromQL's `histogram_quantile` does; `undefined` where it counted nothing.
 */
export function quantile(
  before: Scrape,
  after: Scrape,
  name: string,
  q: number,
): number | undefined {
  const bounds = [...new Set(select(after, `${name}_bucket`).map(({ labels }) => labels.le ?? ''))]
    .map((le) => ({ le, upper: parseValue(le) }))
    .sort((a, b) => a.upper - b.upper);
  const counts = bounds.map(
    ({ le }) =>
      (sum(after, `${name}_bucket`, { le }) ?? 0) - (sum(before, `${name}_bucket`, { le }) ?? 0),
  );
  const rank = q * (counts.at(-1) ?? 0);
  if (!(rank > 0)) return undefined;
  const index = counts.findIndex((count) => count >= rank);
  const lower = bounds[index - 1]?.upper ?? 0;
  const upper = bounds[index]?.upper ?? lower;
  if (upper === Number.POSITIVE_INFINITY) return lower;
  const below = counts[index - 1] ?? 0;
  return lower + ((upper - lower) * (rank - below)) / ((counts[index] ?? 0) - below);
}
