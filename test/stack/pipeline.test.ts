import { POSTGRES, present } from '@plimsoll/kernel/test/servers';
import { expect, inject, test } from 'vitest';
import { CATALOGUE } from '../catalogue.ts';
import { seriesThroughOtlp } from '../contract/series.ts';
import { exportCatalogue } from './export.ts';
import { type Pipeline, startPipeline } from './pipeline.ts';
import { freePorts } from './process.ts';
import { startShop } from './shop.ts';

/** Every duration of the rules and routes is divided by this: what takes ten minutes as shipped takes 20 s. */
const SCALE = 30;
const LIMIT_MILLIS = 60_000;

const tools = inject('tools');
const hasPostgres = await present(POSTGRES);
const databaseUrl = `postgres://${POSTGRES.user}@${POSTGRES.host}:${POSTGRES.port}/${POSTGRES.database}`;

interface Path {
  readonly pipeline: Pipeline;
  readonly port: number;
  readonly telemetry: Readonly<Record<string, string>>;
  /** The `instance` that Prometheus gives to the shop. */
  readonly instance: string;
}

async function sent(): Promise<Path> {
  const pipeline = await startPipeline({ tools, scale: SCALE });
  const [port = 0] = await freePorts(1);
  return {
    pipeline,
    port,
    instance: 'shop-1',
    telemetry: {
      OTEL_RESOURCE_ATTRIBUTES: 'service.instance.id=shop-1',
      OTEL_METRICS_EXPORTER: 'otlp',
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf',
      OTEL_EXPORTER_OTLP_ENDPOINT: pipeline.otlp,
      OTEL_METRIC_EXPORT_INTERVAL: '1000',
      OTEL_METRIC_EXPORT_TIMEOUT: '900',
    },
  };
}

async function scraped(): Promise<Path> {
  const [port = 0, metrics = 0] = await freePorts(2);
  const instance = `127.0.0.1:${metrics}`;
  return {
    pipeline: await startPipeline({ tools, scale: SCALE, scrape: instance }),
    port,
    instance,
    telemetry: {
      OTEL_METRICS_EXPORTER: 'prometheus',
      OTEL_EXPORTER_PROMETHEUS_HOST: '127.0.0.1',
      OTEL_EXPORTER_PROMETHEUS_PORT: String(metrics),
    },
  };
}

test.skipIf(!hasPostgres).each([
  ['sends OTLP through the Collector', sent],
  ['is scraped', scraped],
] as const)(
  'a shop that %s pages once for an exhausted pool, and says when it is over',
  async (_, by) => {
    const { pipeline, port, telemetry, instance } = await by();
    await using parts = new AsyncDisposableStack();
    parts.use(pipeline);
    const shop = parts.use(await startShop({ databaseUrl, port, telemetry }));
    const { webhook } = pipeline;
    await webhook.wait(({ labels }) => labels.alertname === 'Watchdog', LIMIT_MILLIS);
    await shop.inject('pool-hog');

    const firing = await webhook.wait(
      ({ labels }) => labels.alertname === 'PoolExhausted',
      LIMIT_MILLIS,
    );
    process.stdout.write(`the alert as the webhook got it: ${JSON.stringify(firing, null, 2)}\n`);
    expect(firing).toMatchObject({
      status: 'firing',
      receiver: 'pager',
      labels: {
        alertname: 'PoolExhausted',
        severity: 'critical',
        resource: 'pool',
        job: 'shop',
        instance,
        db_client_connection_pool_name: POSTGRES.database,
      },
      annotations: {
        runbook_url: expect.stringMatching(/\/docs\/runbooks\/PoolExhausted\.md$/),
        description: expect.stringMatching(
          /^All connections of pool \S+ of shop on \S+ \(5\) have been in use for 4s, and \d+ request/,
        ),
      },
    });

    await shop.heal('pool-hog');
    const resolved = await webhook.wait(
      ({ status, labels }) => status === 'resolved' && labels.alertname === 'PoolExhausted',
      LIMIT_MILLIS,
    );
    expect(resolved).toMatchObject({ receiver: 'pager', labels: firing.labels });
    const seen = webhook.received.map(({ status, labels }) => `${status} ${labels.alertname}`);
    expect([...new Set(seen)].sort()).toEqual([
      'firing PoolExhausted',
      'firing Watchdog',
      'resolved PoolExhausted',
    ]);
  },
);

test('Prometheus names every metric of the catalogue as the rules spell it', async () => {
  await using pipeline = await startPipeline({ tools, scale: SCALE });
  await exportCatalogue(pipeline.otlp);
  const series = await seriesOf(pipeline.prometheus, '{job="plimsoll/catalogue"}');
  const labels = new Map<string, Set<string>>();
  for (const { __name__: name = '', ...rest } of series)
    labels.set(name, new Set([...(labels.get(name) ?? []), ...Object.keys(rest)]));

  const predicted = seriesThroughOtlp(CATALOGUE);
  const ofCatalogue = [...predicted.keys()].filter((name) => !['up', 'ALERTS'].includes(name));
  expect([...labels.keys()].sort()).toEqual(ofCatalogue.sort());
  for (const name of ofCatalogue.filter((each) => each !== 'target_info'))
    expect([...(labels.get(name) ?? [])].sort(), name).toEqual(
      [...(predicted.get(name) ?? [])].sort(),
    );
});

/** The series that match, as soon as there are any. */
async function seriesOf(prometheus: string, selector: string): Promise<Record<string, string>[]> {
  const limit = AbortSignal.timeout(LIMIT_MILLIS);
  const url = `${prometheus}/api/v1/series?${new URLSearchParams({ 'match[]': selector })}`;
  for (;;) {
    const answer = await fetch(url, { signal: limit });
    const { data } = (await answer.json()) as { data: Record<string, string>[] };
    if (data.length > 0) return data;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
