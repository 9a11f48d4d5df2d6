import { expect, test } from 'vitest';
import { startCollector } from './support/collector.ts';
import { fixture, type Program, REGISTER, run } from './support/program.ts';
import { type SecureCollector, startSecureCollector } from './support/secure-collector.ts';

const SLOW = { timeout: 60_000 };
const DELTA = 1;
const CUMULATIVE = 2;

interface Point {
  readonly startTimeUnixNano: string;
  readonly timeUnixNano: string;
  readonly count?: number;
}

interface Metric {
  readonly name: string;
  readonly [kind: string]:
    | { readonly aggregationTemporality?: number; readonly dataPoints: readonly Point[] }
    | string;
}

/** Each export of a metric, in the order in which it came: its kind, and what it holds. */
function exportsOf({ sent }: Pick<SecureCollector, 'sent'>, name: string) {
  return sent.flatMap(({ path, body }) =>
    (path === '/v1/metrics' ? metricsOf(body) : [])
      .filter((metric) => metric.name === name)
      .flatMap((metric) =>
        Object.entries(metric).flatMap(([kind, data]) =>
          typeof data === 'object' && 'dataPoints' in data ? [{ kind, ...data }] : [],
        ),
      ),
  );
}

function metricsOf(body: object): readonly Metric[] {
  const { resourceMetrics } = body as {
    resourceMetrics: { scopeMetrics: { metrics: Metric[] }[] }[];
  };
  return resourceMetrics.flatMap(({ scopeMetrics }) =>
    scopeMetrics.flatMap((each) => each.metrics),
  );
}

function collecting(
  { url, folder }: Pick<SecureCollector, 'url' | 'folder'>,
  env: Readonly<Record<string, string>> = {},
): Program {
  return run('own/collects.cjs', {
    flags: ['--expose-gc', ...REGISTER],
    env: {
      OTEL_CONFIG_FILE: fixture('config/secure.yaml'),
      COLLECTOR: url,
      FOLDER: folder,
      ...env,
    },
  });
}

async function end(program: Program): Promise<string> {
  program.child.stdin?.end();
  expect(await program.ended).toBe(0);
  return program.stderr;
}

test('shows its certificate, and sends metrics and events in gzip', SLOW, async () => {
  await using collector = await startSecureCollector();
  const program = collecting(collector);
  for (const path of ['/v1/metrics', '/v1/logs'])
    expect(await collector.until((sent) => sent.find((each) => each.path === path))).toMatchObject({
      sender: 'client',
      encoding: 'gzip',
    });
  expect(await end(program)).toBe('');
});

test('sends as it is what is not to be compressed', SLOW, async () => {
  await using collector = await startSecureCollector();
  const program = collecting(collector, { COMPRESSION: 'none' });
  const [first] = await collector.until((sent) =>
    sent.some(({ path }) => path === '/v1/metrics') ? sent : undefined,
  );
  expect(first?.sender).toBe('client');
  const metrics = collector.sent.find(({ path }) => path === '/v1/metrics');
  expect(metrics?.encoding).toBeUndefined();
  expect(await end(program)).toBe('');
});

test.each([
  ['delta', DELTA, CUMULATIVE, DELTA],
  ['low_memory', CUMULATIVE, CUMULATIVE, DELTA],
  ['cumulative', CUMULATIVE, CUMULATIVE, CUMULATIVE],
])('sends counters, up-down counters and histograms as %o says', SLOW, async (name, ...wanted) => {
  await using collector = await startSecureCollector();
  const program = collecting(collector, { TEMPORALITY: name });
  const names = ['process.cpu.time', 'process.memory.usage', 'v8js.gc.duration'];
  const found = await collector.until(() => {
    const exported = names.map((each) => exportsOf(collector, each));
    return exported.every((each) => each.length >= 2) ? exported : undefined;
  });
  expect(found.map((each) => each.at(-1)?.aggregationTemporality)).toEqual(wanted);
  expect(found.map((each) => each.at(-1)?.kind)).toEqual(['sum', 'sum', 'histogram']);
  for (const [at, temporality] of wanted.entries()) {
    const [before, after] = (found[at] ?? []).slice(-2).map(({ dataPoints }) => dataPoints[0]);
    expect(after?.startTimeUnixNano).toBe(
      temporality === DELTA ? before?.timeUnixNano : before?.startTimeUnixNano,
    );
  }
  expect(await end(program)).toBe('');
});

test('sends exponential histograms where the file says so', SLOW, async () => {
  await using collector = await startSecureCollector();
  const program = collecting(collector, { HISTOGRAMS: 'base2_exponential_bucket_histogram' });
  const [histogram] = await collector.until(() => {
    const exported = exportsOf(collector, 'v8js.gc.duration');
    return exported.length > 0 ? exported : undefined;
  });
  expect(histogram?.kind).toBe('exponentialHistogram');
  expect(histogram?.dataPoints[0]?.count).toBeGreaterThan(0);
  expect(await end(program)).toBe('');
});

test.each([
  ['of a collector that it does not know', 'client.pem', 'self-signed certificate'],
  ['that is not there', 'nobody.pem', 'ENOENT: no such file or directory'],
])('says once that nothing is sent for a certificate %s', SLOW, async (_, file, reason) => {
  await using collector = await startSecureCollector();
  const program = collecting(collector, { CA: file, TIMEOUT: '300' });
  await program.said(/could not be exported/);
  const told = await end(program);
  expect(told).toContain(`plimsoll: telemetry could not be exported: ${reason}`);
  expect(told.trim().split('\n')).toHaveLength(1);
  expect(collector.sent).toEqual([]);
});

test('sends by the other exporters where one cannot be started', SLOW, async () => {
  await using collector = await startCollector();
  const program = run('own/serves.cjs', {
    env: { OTEL_CONFIG_FILE: fixture('config/halves.yaml'), COLLECTOR: collector.url },
  });
  await collector.until(({ metrics, events }) => metrics.length > 0 && events.length > 0);
  expect(await end(program)).toMatch(
    /^plimsoll: an exporter could not be started: ENOENT: no such file or directory.*\n$/,
  );
});
