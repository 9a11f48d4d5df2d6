import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { files, SHIPPED, scaled } from '@plimsoll/collector-config';
import { CATALOGUE } from '../catalogue.ts';
import { freePorts, type Running, start } from './process.ts';
import type { Tools } from './tools.ts';
import { startWebhook, type Webhook } from './webhook.ts';

const COLLECTOR_CONFIG = join(import.meta.dirname, '../../collector-config/otelcol/collector.yaml');

export interface Pipeline extends AsyncDisposable {
  /** Where OTLP over HTTP goes in. */
  readonly otlp: string;
  readonly prometheus: string;
  readonly alertmanager: string;
  readonly collector: Running;
  readonly webhook: Webhook;
}

export interface PipelineOptions {
  readonly tools: Tools;
  /** Every duration of the files that ship is divided by this. */
  readonly scale: number;
  /** `host:port` of a process that Prometheus scrapes, by the rules for that, instead of taking OTLP. */
  readonly scrape?: string;
}

/**
 * OTLP -> Collector -> Prometheus -> rules -> Alertmanager -> webhook, all on loopback and on ports of their own,
 * from the files that ship.
 */
export async function startPipeline({ tools, scale, scrape }: PipelineOptions): Promise<Pipeline> {
  await using stack = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'plimsoll-stack-'));
  stack.defer(() => rm(folder, { recursive: true, force: true }));
  const webhook = stack.use(await startWebhook());
  const [am = 0, prom = 0, grpc = 0, http = 0, health = 0, own = 0] = await freePorts(6);
  const duration = scaled(scale);
  const options = {
    ...SHIPPED,
    scale,
    webhook: webhook.url,
    alertmanager: `127.0.0.1:${am}`,
    ...(scrape !== undefined && { metrics: scrape }),
  };
  for (const [path, text] of files(CATALOGUE, options)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }

  const alertmanager = `http://127.0.0.1:${am}`;
  stack.use(
    await start({
      name: 'Alertmanager',
      program: tools.alertmanager,
      args: [
        `--config.file=${folder}/alertmanager/alertmanager.yml`,
        `--storage.path=${folder}/alertmanager/data`,
        `--web.listen-address=127.0.0.1:${am}`,
        '--cluster.listen-address=',
      ],
      ready: `${alertmanager}/-/ready`,
    }),
  );
  const prometheus = `http://127.0.0.1:${prom}`;
  stack.use(
    await start({
      name: 'Prometheus',
      program: tools.prometheus,
      args: [
        `--config.file=${folder}/prometheus/prometheus${scrape === undefined ? '' : '-scraped'}.yml`,
        `--storage.tsdb.path=${folder}/prometheus/data`,
        `--web.listen-address=127.0.0.1:${prom}`,
        '--web.enable-otlp-receiver',
        `--query.lookback-delta=${duration('5m')}`,
        // Alerts that are evaluated before Alertmanager is known are sent again only after this.
        `--rules.alert.resend-delay=${duration('1m')}`,
        `--rules.alert.for-grace-period=${duration('10m')}`,
      ],
      ready: `${prometheus}/-/ready`,
    }),
  );
  const collector = stack.use(
    await start({
      name: 'Collector',
      program: tools.otelcol,
      args: ['--config', COLLECTOR_CONFIG],
      env: {
        PLIMSOLL_OTLP_GRPC: `127.0.0.1:${grpc}`,
        PLIMSOLL_OTLP_HTTP: `127.0.0.1:${http}`,
        PLIMSOLL_PROMETHEUS: prometheus,
        PLIMSOLL_COLLECTOR_HEALTH: `127.0.0.1:${health}`,
        PLIMSOLL_COLLECTOR_METRICS_PORT: String(own),
      },
      ready: `http://127.0.0.1:${health}/`,
    }),
  );
  const parts = stack.move();
  return {
    otlp: `http://127.0.0.1:${http}`,
    prometheus,
    alertmanager,
    collector,
    webhook,
    [Symbol.asyncDispose]: () => parts.disposeAsync(),
  };
}
