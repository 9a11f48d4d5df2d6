import type { Measurement } from './measurements.ts';
import type { Outcome } from './subject.ts';

export interface Row {
  readonly id: string;
  readonly unit: string;
  /** `null` where it could not be measured. */
  readonly value: number | null;
  /** `null` where there is none. */
  readonly baseline: number | null;
  /** `value / baseline`. */
  readonly ratio: number | null;
}

export type Outcomes = ReadonlyMap<string, readonly Outcome[]>;

/**
 * The lowest of all rounds, since other load only adds; of a subject that brings its own baseline, the round with the
 * middle ratio, since those two are only true together.
 */
export function rowsOf(measurements: readonly Measurement[], outcomes: Outcomes): Row[] {
  return measurements.map(({ id, unit, subject, against }) => {
    const own = outcomes.get(subject) ?? [];
    const paired = middle(own);
    const value = paired?.value ?? lowest(own);
    const baseline = paired?.baseline ?? (against ? lowest(outcomes.get(against) ?? []) : null);
    const ratio = value !== null && baseline !== null ? value / baseline : null;
    return { id, unit, value, baseline, ratio };
  });
}

function lowest(outcomes: readonly Outcome[]): number | null {
  return outcomes.length > 0 ? Math.min(...outcomes.map(({ value }) => value)) : null;
}

function middle(outcomes: readonly Outcome[]): Required<Outcome> | undefined {
  const paired = outcomes.filter(
    (outcome): outcome is Required<Outcome> => outcome.baseline !== undefined,
  );
  paired.sort((a, b) => a.value / a.baseline - b.value / b.baseline);
  return paired[paired.length >> 1];
}

/** The rows as a table for readers. */
export function table(rows: readonly Row[]): string {
  const cells = [
    ['id', 'unit', 'value', 'baseline', 'ratio'],
    ...rows.map(({ id, unit, value, baseline, ratio }) => [
      id,
      unit,
      written(value),
      written(baseline),
      ratio === null ? '-' : `${ratio.toFixed(ratio < 0.1 ? 4 : 2)}x`,
    ]),
  ];
  const widths = (cells[0] as string[]).map((_, column) =>
    Math.max(...cells.map((row) => (row[column] as string).length)),
  );
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) =>
        column < 2
          ? cell.padEnd(widths[column] as number)
          : cell.padStart(widths[column] as number),
      )
      .join('  ');
  return `${cells.map(line).join('\n')}\n`;
}

function written(value: number | null): string {
  if (value === null) return '-';
  return value < 100 ? value.toPrecision(3) : value.toFixed(0);
}
