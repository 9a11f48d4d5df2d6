import { medianOf, type Rate, rateOf } from '../summary.ts';
import { aligned, interval } from '../table.ts';
import type { Result, Task } from './simulate.ts';

interface HealthyRow {
  readonly shape: string;
  readonly suspected: number;
  readonly confirmed: Rate;
  /** Those whose shape is the same data as a leak, which are counted here alone. */
  readonly undecidable: Rate;
}

interface LeakRow {
  /** The share of the limit that leaks in an hour, or the seconds that a fast one fills the heap in. */
  readonly shape: number;
  readonly confirmed: Rate;
  /** The share of the head-room that was gone at confirmation: the middle, and what nine of ten stay below. */
  readonly eatenMedian: number | null;
  readonly eatenMost: number | null;
}

interface LoadRow {
  readonly load: string;
  /** What leaks beside it, as a share of the head-room an hour at the most of the load; 0 for nothing. */
  readonly leakAnHour: number;
  /** Where the verdict is not told of the load, and where it is. */
  readonly untold: Confirmations;
  readonly told: Confirmations;
}

interface Confirmations {
  readonly confirmed: Rate;
  /** The middle of the hours until then. */
  readonly medianHours: number | null;
}

export interface SimulationReport {
  readonly days: HealthyRow;
  readonly shapes: readonly HealthyRow[];
  readonly weeks: HealthyRow;
  /** Of ten minutes. */
  readonly lives: HealthyRow;
  readonly leaks: readonly LeakRow[];
  readonly fastLeaks: readonly LeakRow[];
  readonly loads: readonly LoadRow[];
  readonly ablations: readonly {
    readonly without: string;
    readonly days: HealthyRow;
    readonly leaks: LeakRow;
  }[];
}

export function reportOf(results: readonly Result[]): SimulationReport {
  const of = (kind: Task['kind'], without: string): Result[] =>
    results.filter(({ task }) => task.kind === kind && task.without === without);
  const days = of('day', 'none');
  const names = [...new Set(results.map(({ task }) => task.without))];
  return {
    days: healthyRow('all', days),
    shapes: distinct(days).map((shape) =>
      healthyRow(
        String(shape),
        days.filter(({ task }) => task.shape === shape),
      ),
    ),
    weeks: healthyRow('all', of('week', 'none')),
    lives: healthyRow('all', of('life', 'none')),
    leaks: leakRows(of('leak', 'none')),
    fastLeaks: leakRows(of('fast leak', 'none')),
    loads: loadRows(of('load', 'none')),
    ablations: names.map((without) => ({
      without,
      days: healthyRow('all', of('day', without)),
      leaks: leakRow(Number.NaN, of('leak', without)),
    })),
  };
}

function loadRows(results: readonly Result[]): LoadRow[] {
  const leaks = [...new Set(results.map(({ task }) => task.beside?.leakAnHour ?? 0))];
  return distinct(results).flatMap((shape) =>
    leaks.map((leakAnHour) => {
      const of = (told: boolean): Confirmations =>
        confirmationsOf(
          results.filter(
            ({ task }) =>
              task.shape === shape &&
              task.beside?.leakAnHour === leakAnHour &&
              task.beside.told === told,
          ),
        );
      return { load: String(shape), leakAnHour, untold: of(false), told: of(true) };
    }),
  );
}

function confirmationsOf(results: readonly Result[]): Confirmations {
  const times = results.flatMap(({ confirmedAt }) =>
    confirmedAt === undefined ? [] : confirmedAt / 3600,
  );
  return { confirmed: confirmedOf(results), medianHours: medianOf(times) };
}

function distinct(results: readonly Result[]): Task['shape'][] {
  return [...new Set(results.map(({ task }) => task.shape))];
}

function healthyRow(shape: string, results: readonly Result[]): HealthyRow {
  const decidable = results.filter(({ undecidable }) => !undecidable);
  return {
    shape,
    suspected: decidable.filter(({ suspected }) => suspected).length,
    confirmed: confirmedOf(decidable),
    undecidable: confirmedOf(results.filter(({ undecidable }) => undecidable)),
  };
}

function leakRows(results: readonly Result[]): LeakRow[] {
  return distinct(results).map((shape) =>
    leakRow(
      Number(shape),
      results.filter(({ task }) => task.shape === shape),
    ),
  );
}

function leakRow(shape: number, results: readonly Result[]): LeakRow {
  const eaten = results
    .flatMap(({ confirmedAt, eaten: gone }) => (confirmedAt === undefined ? [] : gone))
    .sort((a, b) => a - b);
  return {
    shape,
    confirmed: confirmedOf(results),
    eatenMedian: medianOf(eaten),
    eatenMost: eaten[Math.floor(eaten.length * 0.9)] ?? null,
  };
}

function confirmedOf(results: readonly Result[]): Rate {
  const confirmed = results.filter(({ confirmedAt }) => confirmedAt !== undefined);
  return rateOf(confirmed.length, results.length);
}

/** What a person reads. */
export function simulationTable({
  days,
  shapes,
  weeks,
  lives,
  leaks,
  fastLeaks,
  loads,
  ablations,
}: SimulationReport): string {
  const healthy = ({ shape, suspected, confirmed, undecidable }: HealthyRow): string[] => [
    shape,
    String(suspected),
    exact(confirmed),
    undecidable.of === 0 ? '-' : `${undecidable.hits}/${undecidable.of}`,
  ];
  const healthyHead = (name: string): string[] => [name, 'suspected', 'confirmed', 'undecidable'];
  const eaten = ({ eatenMedian, eatenMost }: LeakRow): string[] => [
    eatenMedian?.toFixed(3) ?? '-',
    eatenMost?.toFixed(3) ?? '-',
  ];
  return [
    aligned([healthyHead('healthy days'), ...shapes.map(healthy), healthy(days)]),
    aligned([healthyHead('healthy weeks'), healthy(weeks)]),
    aligned([healthyHead('healthy lives of ten minutes'), healthy(lives)]),
    aligned([
      ['leak, of the limit an hour', 'confirmed', 'eaten, median', 'nine of ten'],
      ...leaks.map((row) => [`${100 * row.shape} %`, interval(row.confirmed), ...eaten(row)]),
    ]),
    aligned([
      ['leak from the start, fills in', 'confirmed', 'eaten, median', 'nine of ten'],
      ...fastLeaks.map((row) => [`${row.shape} s`, interval(row.confirmed), ...eaten(row)]),
    ]),
    aligned([
      ['load', 'leak beside it', 'confirmed', 'after', 'told of it', 'after'],
      ...loads.map(({ load, leakAnHour, untold, told }) => [
        load,
        leakAnHour === 0 ? 'none' : `${100 * leakAnHour} % an hour`,
        ...[untold, told].flatMap(({ confirmed, medianHours }) => [
          interval(confirmed),
          medianHours === null ? '-' : `${medianHours.toFixed(1)} h`,
        ]),
      ]),
    ]),
    aligned([
      ['without', 'healthy days confirmed', 'leaks confirmed', 'eaten, median', 'nine of ten'],
      ...ablations.map((row) => [
        row.without,
        exact(row.days.confirmed),
        interval(row.leaks.confirmed),
        ...eaten(row.leaks),
      ]),
    ]),
  ].join('\n');
}

/** `1/10000 [2.5e-6, 5.6e-4]`. */
function exact({ hits, of, low, high }: Rate): string {
  return `${hits}/${of} [${low.toExponential(1)}, ${high.toExponential(1)}]`;
}
