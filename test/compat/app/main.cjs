'use strict';
const { run } = require('./run.cjs');

run({
  sdk: require('@opentelemetry/sdk-node'),
  metrics: require('@opentelemetry/sdk-metrics'),
  logs: require('@opentelemetry/sdk-logs'),
  resources: require('@plimsoll/otel-resources'),
  processors: require('@plimsoll/otel-resources/processors'),
  pools: require('@plimsoll/pool-instrumentation'),
  leaks: require('@plimsoll/memory-leak-detector'),
  genericPool: require('generic-pool'),
  pg: process.env.COMPAT_DATABASE_URL ? require('pg') : undefined,
});
