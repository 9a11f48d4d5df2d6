import * as logs from '@opentelemetry/sdk-logs';
import * as metrics from '@opentelemetry/sdk-metrics';
import * as sdk from '@opentelemetry/sdk-node';
import * as leaks from '@plimsoll/memory-leak-detector';
import * as resources from '@plimsoll/otel-resources';
import * as processors from '@plimsoll/otel-resources/processors';
import * as pools from '@plimsoll/pool-instrumentation';
import * as genericPool from 'generic-pool';
import { run } from './run.cjs';

const pg = process.env.COMPAT_DATABASE_URL ? await import('pg') : undefined;
await run({
  sdk,
  metrics,
  logs,
  resources,
  processors,
  pools,
  leaks,
  genericPool,
  pg: pg?.default,
});
