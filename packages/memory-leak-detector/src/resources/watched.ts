import {
  numberOption,
  type OptionRule,
  objectOption,
  readOptions,
  stringOption,
} from '@plimsoll/kernel';

/** A metric whose series should not grow for ever: a gauge or an up-down counter. */
export interface WatchedResource {
  /** Its name, as it is collected. */
  readonly metric: string;
  /** Only series with these attributes are judged; all by default. */
  readonly where?: Readonly<Record<string, string | number | boolean>>;
  /**
   * The metric that tells where a series ends. Of its series that one counts all of whose attributes the watched one has:
   * the limit of a pool for the used connections of that pool.
   */
  readonly limitMetric?: string;
  /**
   * Where a series ends, in the unit of the metric, above 0; with `limitMetric` the lesser counts that is not yet passed.
   * Without either it is judged as though it ended at ten times what it held when it was first seen warm.
   */
  readonly limit?: number;
  /** The metric that the series follow, all its series together: growth that it explains is not accused. A gauge or an up-down counter. */
  readonly loadMetric?: string;
  /** Growth below this is never reported, in the unit of the metric; 100 by default. */
  readonly materiality?: number;
  /** The share of the head-room that growth must have eaten; those of the processor by default. */
  readonly suspectedHeadroomRatio?: number;
  readonly confirmedHeadroomRatio?: number;
}

/**
 * What is judged by default, by the names of the packages of Plimsoll and of semantic conventions. More than 65,536 file
 * descriptors are hardly meant, though containers often allow a million. Connections in use follow the load, so that of a
 * pool much more must be eaten.
 */
export const WATCHED: readonly WatchedResource[] = [
  {
    metric: 'process.unix.file_descriptor.count',
    limitMetric: 'plimsoll.process.file_descriptor.limit',
    limit: 65_536,
  },
  { metric: 'v8js.resource.active', materiality: 1000 },
  { metric: 'plimsoll.nodejs.worker.count', materiality: 20 },
  {
    metric: 'db.client.connection.count',
    where: { 'db.client.connection.state': 'used' },
    limitMetric: 'db.client.connection.limit',
    materiality: 3,
    suspectedHeadroomRatio: 0.4,
    confirmedHeadroomRatio: 0.7,
  },
];

const RATIO = { min: 0.01, max: 1 } as const;

const RULES = {
  metric: stringOption(undefined),
  where: objectOption<WatchedResource['where']>(undefined),
  limitMetric: stringOption(undefined),
  loadMetric: stringOption(undefined),
  limit: numberOption(undefined, { min: Number.MIN_VALUE, max: Number.MAX_VALUE }),
  materiality: numberOption(100, { min: 0, max: Number.MAX_VALUE }),
  suspectedHeadroomRatio: numberOption(undefined, RATIO),
  confirmedHeadroomRatio: numberOption(undefined, RATIO),
};

/** A list of them, each of which is checked by `checkWatched`. */
export const WATCHED_OPTION: OptionRule<readonly WatchedResource[]> = {
  expected: 'an array of resources',
  fallback: WATCHED,
  type: Array.isArray,
};

/** Throws a `TypeError` or `RangeError` where one of them is wrong or has an unknown key. */
export function checkWatched(resources: readonly unknown[]): void {
  for (const [index, resource] of resources.entries()) {
    const { metric } = readOptions(RULES, resource, `resources[${index}]`);
    if (metric === undefined)
      throw new TypeError(`Expected \`metric\` of resources[${index}] to be the name of a metric`);
  }
}
