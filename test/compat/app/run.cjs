'use strict';
/** The application itself; both formats hand it what they imported. Prints what arrived, and ends by itself. */
exports.run = async ({
  sdk,
  metrics,
  logs,
  resources,
  processors,
  pools,
  leaks,
  genericPool,
  pg,
}) => {
  const reader = new metrics.PeriodicExportingMetricReader({
    exporter: new metrics.InMemoryMetricExporter(metrics.AggregationTemporality.CUMULATIVE),
    exportIntervalMillis: 3_600_000,
  });
  const events = new logs.InMemoryLogRecordExporter();
  const folded = { times: 0 };
  const counted = {
    process(all) {
      folded.times += 1;
      return { ...all };
    },
  };
  const node = new sdk.NodeSDK({
    resourceDetectors: [],
    metricReaders: [processors.withProcessors(reader, [counted])],
    logRecordProcessors: [new logs.SimpleLogRecordProcessor({ exporter: events })],
    instrumentations: [
      new resources.ResourceInstrumentation(),
      new pools.PoolInstrumentation({ leakThresholdMillis: 20 }),
      new leaks.MemoryLeakInstrumentation(),
    ],
  });
  node.start();

  const named = genericPoolOf(genericPool, { autostart: false });
  const observed = pools.observePool(named.pool, { name: 'named', leakThresholdMillis: 20 });
  const open = [named, genericPoolOf(genericPool)];
  if (pg) open.push(pgPoolOf(pg));
  const held = await Promise.all(open.map(({ acquire }) => acquire()));
  globalThis.gc?.();
  await until(() => events.getFinishedLogRecords().length >= open.length);
  await Promise.all(open.map(({ release }, index) => release(held[index])));

  const { resourceMetrics, errors } = await reader.collect();
  const found = Object.fromEntries(
    resourceMetrics.scopeMetrics.flatMap(({ scope, metrics: all }) =>
      all.map(({ descriptor, dataPoints }) => [
        descriptor.name,
        { scope: scope.name, pools: poolsOf(dataPoints), points: dataPoints.length },
      ]),
    ),
  );
  const said = events
    .getFinishedLogRecords()
    .map(({ eventName, attributes, instrumentationScope }) => ({
      eventName,
      scope: instrumentationScope.name,
      pool: attributes['db.client.connection.pool.name'],
    }));

  await Promise.all(open.map(({ end }) => end()));
  observed[Symbol.dispose]();
  await node.shutdown();
  const report = {
    node: process.version,
    folds: folded.times,
    errors: errors.map(String),
    metrics: found,
    events: said,
  };
  process.stdout.write(JSON.stringify(report));
};

function genericPoolOf({ createPool }, options) {
  const factory = { create: async () => ({}), destroy: async () => {} };
  const pool = createPool(factory, { max: 2, ...options });
  return {
    pool,
    acquire: () => pool.acquire(),
    release: (resource) => pool.release(resource),
    end: () => pool.drain().then(() => pool.clear()),
  };
}

function pgPoolOf({ Pool }) {
  const pool = new Pool({ connectionString: process.env.COMPAT_DATABASE_URL, max: 2 });
  return {
    pool,
    async acquire() {
      const client = await pool.connect();
      await client.query('select 1');
      return client;
    },
    release: async (client) => client.release(),
    end: () => pool.end(),
  };
}

const poolsOf = (points) => [
  ...new Set(
    points.flatMap(({ attributes }) => attributes['db.client.connection.pool.name'] ?? []),
  ),
];

/** Looks often, and gives up after 20 s, for what comes from our own timers. */
async function until(condition) {
  for (let tries = 0; tries < 400 && !condition(); tries++)
    await new Promise((resolve) => setTimeout(resolve, 50));
}
