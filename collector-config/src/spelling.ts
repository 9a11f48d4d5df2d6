/** What the spelling of a metric depends on: the part of a catalogue row that is read here. */
export interface NamedMetric {
  readonly name: string;
  readonly instrument: string;
  /** UCUM unit: `s`, `By`, `1`, `{connection}`. */
  readonly unit: string;
}

/**
 * How the same metric is called in Prometheus: `otlp` where it comes through OTLP (unit suffixes, by the
 * Collector or Prometheus itself), `scraped` where the JavaScript exporter serves it (none but `_total`).
 */
export type Spelling = 'otlp' | 'scraped';

const UNITS: Readonly<Record<string, string>> = {
  s: 'seconds',
  ms: 'milliseconds',
  By: 'bytes',
  J: 'joules',
  W: 'watts',
  V: 'volts',
  Hz: 'hertz',
  Cel: 'celsius',
  '%': 'percent',
};

/** The name of the metric's series in Prometheus; of a histogram, what stands before `_bucket`. */
export function spell(metric: NamedMetric, spelling: Spelling): string {
  const counter = /^(observable)?counter$/i.test(metric.instrument);
  const words = metric.name.split(/[^a-zA-Z0-9]+/);
  if (spelling === 'otlp') {
    // As github.com/prometheus/otlptranslator: a word that the name has already is not repeated.
    for (const word of unitWords(metric)) if (!words.includes(word)) words.push(word);
    if (counter) return [...words.filter((word) => word !== 'total'), 'total'].join('_');
    return words.join('_');
  }
  if (counter && words.at(-1) !== 'total') words.push('total');
  return words.join('_');
}

function unitWords({ unit, instrument }: NamedMetric): string[] {
  if (unit === '1') return /gauge$/i.test(instrument) ? ['ratio'] : [];
  const [main = '', per] = unit.replaceAll(/\{[^}]*\}/g, '').split('/');
  const words = main === '' || main === '1' ? [] : [UNITS[main] ?? main];
  if (per !== undefined && per !== '') words.push('per', singular(UNITS[per] ?? per));
  return words;
}

function singular(unit: string): string {
  return unit.replace(/s$/, '');
}
