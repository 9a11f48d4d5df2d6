import type { Outcome } from './outcome.ts';
import type { Rate, Summary } from './summary.ts';

const COLUMNS = [
  'case',
  'variant',
  'verdict',
  'delay s',
  'of fill',
  'area',
  'culprit',
  'overhead',
  'eaten',
  'due',
  'samples',
] as const;

/** What a person reads: a line for each case, then the rates with their intervals. */
export function tableOf(outcomes: readonly Outcome[], summary: Summary): string {
  const rows = outcomes.map((outcome) => [
    outcome.name,
    outcome.variant,
    outcome.verdict,
    outcome.delaySeconds?.toFixed(0) ?? '-',
    share(outcome.delayRatio, 0),
    outcome.area ?? '-',
    culprit(outcome),
    share(outcome.overhead, 3),
    share(outcome.eaten, 0),
    dueOf(outcome),
    `${outcome.samples}${outcome.crashed ? ' †' : ''}`,
  ]);
  const scores = Object.entries(summary.baselines).map(([name, score]) => [
    name,
    interval(score.precision),
    interval(score.recall),
    seconds(score.medianDelaySeconds),
  ]);
  const { precision, recall, culpritTop1, culpritTop3, confirmedHealthy } = summary.rates;
  const rates = Object.entries({ culpritTop1, culpritTop3, confirmedHealthy });
  return [
    aligned([[...COLUMNS], ...rows]),
    aligned([
      ['rule', 'precision', 'recall of due', 'median delay'],
      ['this detector', interval(precision), interval(recall), seconds(summary.medianDelaySeconds)],
      ...scores,
    ]),
    aligned([
      ...rates.map(([name, rate]) => [name, interval(rate)]),
      ['suspectedHealthy', String(summary.suspectedHealthy)],
      ['undecidable, not counted', String(summary.undecidable)],
      ['delay of the time to fill', share(summary.medianDelayRatio, 0)],
    ]),
    '† ended by its exhausted heap, or before its time. Rates with exact 95 % intervals (Clopper-Pearson).\n',
  ].join('\n');
}

function dueOf({ leak, due, undecidable }: Outcome): string {
  if (undecidable) return 'undecidable';
  if (!leak) return '-';
  return due ? 'yes' : 'no';
}

function culprit({ culprit: first, culpritRank }: Outcome): string {
  if (first === null) return '-';
  return culpritRank === null ? 'wrong' : `right, ${culpritRank}`;
}

function share(value: number | null, digits: number): string {
  return value === null ? '-' : `${(100 * value).toFixed(digits)} %`;
}

function seconds(value: number | null): string {
  return value === null ? '-' : `${value.toFixed(0)} s`;
}

/** `.95 [.76, 1.00] 19/20`. */
export function interval(rate: Rate | undefined): string {
  if (!rate || rate.value === null) return '-';
  const [value, low, high] = [rate.value, rate.low, rate.high].map((each) => each.toFixed(2));
  return `${value} [${low}, ${high}] ${rate.hits}/${rate.of}`;
}

/** Columns as wide as their widest cell. */
export function aligned(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]?.map((_, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (row: readonly string[]): string =>
    row.map((cell, column) => cell.padEnd(widths?.[column] ?? 0)).join('  ');
  return rows.map((row) => `${line(row).trimEnd()}\n`).join('');
}
