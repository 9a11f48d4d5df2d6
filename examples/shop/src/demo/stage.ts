import type { ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { freePort } from '../ports.ts';
import type { DatabaseReady } from '../postgres/main.ts';
import type { DemoOptions } from './options.ts';
import type { Processes } from './processes.ts';
import { THRESHOLD_VARIABLES, THRESHOLDS } from './thresholds.ts';

const PROMETHEUS_PORT = 9464;
const POOL_MAX = 10;

/** The demo when all of it runs. */
export interface Stage {
  readonly shopUrl: string;
  readonly metricsUrl: string;
  /** The `service.instance.id` of the shop. */
  readonly instance: string;
  readonly databaseUrl: string;
  /** What the database is, for the reader. */
  readonly database: string;
}

/** Starts the database, where none is given, then the shop with its telemetry, then the load on it. */
export async function setStage(
  processes: Processes,
  options: Pick<DemoOptions, 'database' | 'rate'>,
  logsUrl: string,
  thresholds: Readonly<Record<string, string>> = THRESHOLD_VARIABLES,
): Promise<Stage> {
  const database = await findDatabase(processes, options.database);
  const instance = randomUUID();
  const metricsPort = await freePort(PROMETHEUS_PORT);
  const shop = processes.start('shop', {
    flags: [
      `--max-old-space-size=${THRESHOLDS.heapMegabytes}`,
      // V8 adds three semi-spaces to the limit of the heap: by default they are more than the heap itself.
      '--max-semi-space-size=4',
      '--import',
      'plimsoll/register',
    ],
    file: 'service.ts',
    env: {
      ...thresholds,
      DATABASE_URL: database.url,
      POOL_MAX: String(Math.min(POOL_MAX, database.backends)),
      PORT: '0',
      OTEL_SERVICE_NAME: 'shop',
      OTEL_RESOURCE_ATTRIBUTES: `service.instance.id=${instance}`,
      OTEL_TRACES_EXPORTER: 'none',
      OTEL_METRICS_EXPORTER: 'prometheus',
      OTEL_EXPORTER_PROMETHEUS_HOST: '127.0.0.1',
      OTEL_EXPORTER_PROMETHEUS_PORT: String(metricsPort),
      OTEL_LOGS_EXPORTER: 'otlp',
      OTEL_EXPORTER_OTLP_LOGS_PROTOCOL: 'http/json',
      OTEL_EXPORTER_OTLP_LOGS_ENDPOINT: logsUrl,
      OTEL_BLRP_SCHEDULE_DELAY: '500',
      OTEL_SEMCONV_STABILITY_OPT_IN: 'http',
    },
  });
  const { url: shopUrl } = await Promise.race([firstLine(shop, processes), processes.failure]);
  processes.start('load', { file: 'load.ts', args: [shopUrl, String(options.rate)] });
  return {
    shopUrl,
    metricsUrl: `http://127.0.0.1:${metricsPort}/metrics`,
    instance,
    databaseUrl: database.url,
    database: database.name,
  };
}

async function findDatabase(processes: Processes, kind: string): Promise<DatabaseReady> {
  const url = process.env.DATABASE_URL;
  if (url) return { url, name: 'DATABASE_URL', backends: POOL_MAX };
  const child = processes.start('database', { file: 'postgres/main.ts', args: [kind] });
  const [ready] = await Promise.race([once(child, 'message'), processes.failure]);
  return ready;
}

async function firstLine(
  child: ChildProcess,
  { failure }: Processes,
): Promise<{ readonly url: string }> {
  if (!child.stdout) throw new Error('no output');
  for await (const line of createInterface({ input: child.stdout })) {
    child.stdout.resume();
    return JSON.parse(line);
  }
  return failure;
}
