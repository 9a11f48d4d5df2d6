import type { Durations } from './duration.ts';

/** What an expression or a text is written with, so that one source serves both spellings and any scale. */
export interface Context {
  /** The series of a metric of the catalogue, by its OpenTelemetry name. */
  readonly metric: (name: string) => string;
  /** A production duration. */
  readonly duration: Durations;
}

export interface Alert {
  /** Also the name of its runbook. */
  readonly name: string;
  /** `critical` wakes somebody, `warning` waits for the morning, `info` is never sent to a person. */
  readonly severity: 'critical' | 'warning' | 'info';
  /** What is short or broken: the scope within which a critical alert silences a warning. */
  readonly resource: 'pool' | 'memory' | 'event_loop' | 'cpu' | 'telemetry';
  readonly expr: (context: Context) => string;
  /** How long the expression must hold. */
  readonly for?: string;
  /** How long the alert stays after the expression has ended, where the signal flutters. */
  readonly keepFiringFor?: string;
  /** Without values, so that a group of alerts shares it. */
  readonly summary: string;
  /** With the numbers, and what to do first. */
  readonly description: (context: Context) => string;
  readonly cases: (context: Context) => readonly AlertCase[];
}

/** One situation of `promtool test rules`. */
export interface AlertCase {
  /** What happens, as a sentence. */
  readonly name: string;
  readonly series: readonly CaseSeries[];
  /** What is firing at some moments; a case that never fires anything is a look-alike. */
  readonly expect: readonly { readonly at: string; readonly firing: readonly FiringAlert[] }[];
}

export interface CaseSeries {
  readonly metric: string;
  readonly labels: Readonly<Record<string, string>>;
  /** One sample a minute in promtool's notation. */
  readonly values: string;
}

export interface FiringAlert {
  readonly labels: Readonly<Record<string, string>>;
  readonly description: string;
}
