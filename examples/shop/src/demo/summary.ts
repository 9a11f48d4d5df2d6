import { availableParallelism } from 'node:os';
import { mean, quantile, rate, type Scrape, select, sum } from './exposition.ts';

/** The shop as its own metrics tell it; `null` where a metric is not there (yet). */
export interface Summary {
  readonly cpu: { readonly usedCpus: number | null; readonly limitCpus: number };
  readonly memory: {
    readonly rssBytes: number | null;
    readonly heapAfterGcBytes: number | null;
    readonly heapLimitBytes: number | null;
    readonly heapGrowthBytesPerSecond: number | null;
  };
  readonly eventLoop: {
    readonly utilization: number | null;
    readonly delayP99Seconds: number | null;
    readonly delayMaxSeconds: number | null;
  };
  readonly http: {
    readonly requestsPerSecond: number | null;
    readonly p99Seconds: number | null;
    readonly failuresPerSecond: number | null;
  };
  readonly pool: {
    readonly name: string | null;
    readonly used: number | null;
    readonly idle: number | null;
    readonly pending: number | null;
    readonly limit: number | null;
    readonly longHeld: number | null;
    readonly leaks: number | null;
    readonly maxUseAgeSeconds: number | null;
    readonly meanUseSeconds: number | null;
    readonly state: string | null;
  };
  /** The verdict on each memory area. */
  readonly leak: Readonly<Record<string, { readonly state: string; readonly suspicion: number }>>;
}

const HTTP = 'http_server_request_duration';
const POOL = 'db_client_connection';
const OWN_POOL = 'plimsoll_pool_connection';
const AREA = 'plimsoll_memory_area';

/** What two scrapes say: levels of the later one, rates and quantiles of the time between them. */
export function summarize(before: Scrape, after: Scrape): Summary {
  const level = (name: string, labels?: Record<string, string>): number | null =>
    sum(after, name, labels) ?? null;
  const perSecond = (name: string, labels?: Record<string, string>): number | null =>
    rate(before, after, name, labels) ?? null;
  const p99 = (name: string): number | null => quantile(before, after, name, 0.99) ?? null;

  return {
    cpu: { usedCpus: perSecond('process_cpu_time_total'), limitCpus: cpuLimit(after) },
    memory: {
      rssBytes: level('process_memory_usage'),
      heapAfterGcBytes: level('plimsoll_memory_used_after_gc'),
      heapLimitBytes: level('plimsoll_memory_heap_limit'),
      heapGrowthBytesPerSecond: level('plimsoll_memory_growth_rate', { [AREA]: 'heap' }),
    },
    eventLoop: {
      utilization: level('nodejs_eventloop_utilization'),
      delayP99Seconds: level('nodejs_eventloop_delay_p99'),
      delayMaxSeconds: level('nodejs_eventloop_delay_max'),
    },
    http: {
      requestsPerSecond: perSecond(`${HTTP}_count`),
      p99Seconds: p99(HTTP),
      failuresPerSecond: failures(before, after),
    },
    pool: {
      name: select(after, `${POOL}_count`)[0]?.labels.db_client_connection_pool_name ?? null,
      used: level(`${POOL}_count`, { db_client_connection_state: 'used' }),
      idle: level(`${POOL}_count`, { db_client_connection_state: 'idle' }),
      pending: level(`${POOL}_pending_requests`),
      limit: level(`${POOL}_limit`),
      longHeld: level(`${OWN_POOL}_long_held_count`),
      // A counter is not there before it has counted.
      leaks: level(`${OWN_POOL}_leaks_total`) ?? (level(`${POOL}_limit`) === null ? null : 0),
      maxUseAgeSeconds: level(`${OWN_POOL}_max_use_age`),
      meanUseSeconds: mean(before, after, `${POOL}_use_time`) ?? null,
      state: current(after, 'plimsoll_pool_status', {})?.plimsoll_pool_state ?? null,
    },
    leak: verdicts(after),
  };
}

/** The quota of the container where it has one, and never more than the machine has. */
function cpuLimit(scrape: Scrape): number {
  const quota = sum(scrape, 'plimsoll_container_cpu_limit') ?? Number.POSITIVE_INFINITY;
  return Math.min(quota, sum(scrape, 'system_cpu_logical_count') ?? availableParallelism());
}

function failures(before: Scrape, after: Scrape): number | null {
  const statuses = select(after, `${HTTP}_count`).map(({ labels }) => labels);
  if (statuses.length === 0) return null;
  const failed = new Set(
    statuses
      .map((labels) => labels.http_response_status_code ?? '')
      .filter((code) => code >= '500'),
  );
  return [...failed].reduce(
    (total, code) =>
      total + (rate(before, after, `${HTTP}_count`, { http_response_status_code: code }) ?? 0),
    0,
  );
}

/** The labels of the series that stands at 1. */
function current(
  scrape: Scrape,
  name: string,
  labels: Record<string, string>,
): Readonly<Record<string, string>> | undefined {
  return select(scrape, name, labels).find(({ value }) => value === 1)?.labels;
}

function verdicts(scrape: Scrape): Summary['leak'] {
  const areas = new Set(
    select(scrape, 'plimsoll_memory_leak_status').map(({ labels }) => labels[AREA] ?? ''),
  );
  return Object.fromEntries(
    [...areas].map((area) => {
      const where = { [AREA]: area };
      const state = current(scrape, 'plimsoll_memory_leak_status', where);
      return [
        area,
        {
          state: state?.plimsoll_memory_leak_state ?? 'unknown',
          suspicion: sum(scrape, 'plimsoll_memory_leak_suspicion', where) ?? 0,
        },
      ];
    }),
  );
}
