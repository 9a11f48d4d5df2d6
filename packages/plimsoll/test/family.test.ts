import { expect, test } from 'vitest';
import { type Collector, freePort, startCollector } from './support/collector.ts';
import { run, sendTo } from './support/program.ts';

const SLOW = { timeout: 60_000 };

/** As it is set in a container: everything that is started inherits it. */
const INHERITED = { NODE_OPTIONS: '--import plimsoll/register' };

/** The instances that report a metric whose name begins with `prefix`. */
function instancesOf({ metrics }: Collector, prefix: string): Set<unknown> {
  const reported = metrics.filter(({ name }) => name.startsWith(prefix));
  return new Set(reported.map(({ resource }) => resource['service.instance.id']));
}

test('starts nothing in a worker thread, and reports it from the main thread', SLOW, async () => {
  await using collector = await startCollector();
  const program = run('family/worker.cjs', {
    env: {
      ...sendTo(collector.url),
      OTEL_METRIC_EXPORT_INTERVAL: '100',
      PLIMSOLL_SAMPLE_INTERVAL_MILLIS: '100',
      PLIMSOLL_SDK_WAIT_MILLIS: '1',
    },
  });
  await program.said(/started in the worker: false/);
  await collector.until(({ metrics }) =>
    metrics.some(
      ({ name, points }) => name === 'plimsoll.nodejs.worker.count' && points[0]?.value === 1,
    ),
  );
  program.child.stdin?.end();
  expect(await program.ended).toBe(0);
  expect(program.stderr).toBe('');
  expect(instancesOf(collector, '').size).toBe(1);
  const names = collector.metrics
    .filter(({ name }) => name.startsWith('plimsoll.nodejs.worker.eventloop'))
    .flatMap(({ points }) => points.map(({ attributes }) => attributes));
  expect(names).toContainEqual({ 'plimsoll.nodejs.worker.name': 'thumbnails' });
});

for (const [path, processes] of [
  ['family/cluster.cjs', 3],
  ['family/child.cjs', 2],
] as const) {
  test(`tells processes apart, and the host once: ${path}`, SLOW, async () => {
    await using collector = await startCollector();
    const program = run(path, { flags: [], env: { ...sendTo(collector.url), ...INHERITED } });
    expect(await program.ended).toBe(0);
    expect(program.stderr).toBe('');
    expect(instancesOf(collector, 'process.').size).toBe(processes);
    expect(instancesOf(collector, 'http.server.').size).toBe(processes - 1);
    expect(instancesOf(collector, 'system.').size).toBe(1);
  });

  test(`keeps processes apart that were told to be one: ${path}`, SLOW, async () => {
    await using collector = await startCollector();
    const told = { OTEL_RESOURCE_ATTRIBUTES: 'service.instance.id=one' };
    const env = { ...sendTo(collector.url), ...INHERITED, ...told };
    expect(await run(path, { flags: [], env }).ended).toBe(0);
    const instances = instancesOf(collector, 'process.');
    expect(instances.size).toBe(processes);
    expect(instances).toContain('one');
  });

  test(`opens one port for all: ${path}`, SLOW, async () => {
    const program = run(path, {
      flags: [],
      env: {
        ...INHERITED,
        OTEL_METRICS_EXPORTER: 'prometheus',
        OTEL_EXPORTER_PROMETHEUS_PORT: String(await freePort()),
        PLIMSOLL_SDK_WAIT_MILLIS: '0',
      },
    });
    expect(await program.ended).toBe(0);
    // A second one would say that the port is taken.
    expect(program.stderr).toBe('');
  });
}
