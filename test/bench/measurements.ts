/** One row of the result. Ids are never renamed: charts stand on them. */
export interface Measurement {
  readonly id: string;
  readonly unit: string;
  /** What is measured, in a process of its own. */
  readonly subject: string;
  /** What it is compared with, in another process. A subject without it may bring a baseline of its own. */
  readonly against?: string;
}

const COLLECTION = 'ms CPU';
const ACQUIRE = 'ns CPU/acquire+release';
const QUERY = 'ns CPU/query';

function againstBare(client: string, variant: string): Measurement {
  return {
    id: `pool.${client}.${variant}`,
    unit: ACQUIRE,
    subject: `pool.${client}.${variant}`,
    against: `pool.${client}.bare`,
  };
}

export const MEASUREMENTS: readonly Measurement[] = [
  ...['core', 'default', 'default.api', 'full', 'rss2g', 'fds10k'].map((variant) => ({
    id: `collection.${variant}`,
    unit: COLLECTION,
    subject: `collection.${variant}`,
  })),
  ...['host-metrics', 'runtime-node'].flatMap((other) =>
    ['', '.api'].map((delivery) => ({
      id: `collection.vs.${other}${delivery}`,
      unit: COLLECTION,
      subject: `collection.like-${other}${delivery}`,
      against: `collection.${other}`,
    })),
  ),
  ...['p999', 'max'].map((share) => ({
    id: `collection.stall.${share}`,
    unit: 'ms CPU of the thread',
    subject: `collection.stall.${share}`,
  })),
  { id: 'import.millis', unit: 'ms CPU', subject: 'import.millis' },
  { id: 'import.bytes', unit: 'By RSS', subject: 'import.bytes' },
  ...['generic-pool', 'pg', 'tarn', 'mysql2'].flatMap((client) => [
    ...['counts', 'all', 'all.api'].map((variant) => againstBare(client, variant)),
    ...(client === 'generic-pool' || client === 'pg' ? [againstBare(client, 'otel')] : []),
    {
      id: `pool.${client}.leaks`,
      unit: ACQUIRE,
      subject: `pool.${client}.all`,
      against: `pool.${client}.siteless`,
    },
  ]),
  { id: 'pool.pg.select1', unit: QUERY, subject: 'pool.pg.select1' },
  { id: 'pool.pg.select1.same', unit: QUERY, subject: 'pool.pg.select1.same' },
  { id: 'leak.detector', unit: 'ns CPU/operation', subject: 'leak.detector' },
  { id: 'leak.evidence', unit: 'ns CPU/operation', subject: 'leak.evidence' },
  ...['leak.http.p99', 'leak.http.p99.same'].map((id) => ({ id, unit: 'ms', subject: id })),
  { id: 'leak.memory', unit: 'By', subject: 'leak.memory' },
  { id: 'leak.memory.code', unit: 'By', subject: 'leak.memory.code' },
  { id: 'leak.processor', unit: COLLECTION, subject: 'leak.processor' },
  { id: 'leak.processor.memory', unit: 'By', subject: 'leak.processor.memory' },
];

/** The measurements whose id starts with `prefix`. */
export function selected(prefix: string): readonly Measurement[] {
  return MEASUREMENTS.filter(({ id }) => id.startsWith(prefix));
}

/** Every subject once, each baseline before what is compared with it. */
export function subjectsOf(measurements: readonly Measurement[]): string[] {
  return [
    ...new Set(measurements.flatMap(({ subject, against }) => [against ?? subject, subject])),
  ];
}
