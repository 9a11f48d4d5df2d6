import { createServer } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { freePort, startCollector } from './support/collector.ts';
import { fixture, type Program, run, sendTo } from './support/program.ts';

const SLOW = { timeout: 60_000 };

const config = (name: string) => ({
  OTEL_CONFIG_FILE: fixture(`config/${name}.yaml`),
});

async function end(program: Program): Promise<void> {
  program.child.stdin?.end();
  expect(await program.ended).toBe(0);
}

const warnings = ({ stderr }: Program): string[] =>
  stderr.split('\n').filter((line) => line !== '');

test('is configured by a file, whose resource, readers and processors count', SLOW, async () => {
  await using collector = await startCollector();
  const program = run('own/serves.cjs', {
    env: {
      ...config('whole'),
      COLLECTOR: collector.url,
      SERVICE: 'shop',
      // Passed over, as the specification says: the file does not name it.
      OTEL_RESOURCE_ATTRIBUTES: 'region=south',
      PLIMSOLL_WARMUP_MILLIS: '5000',
      PLIMSOLL_SAMPLE_INTERVAL_MILLIS: '2000',
    },
  });
  await collector.until(
    ({ metrics, events }) =>
      metrics.some(({ name }) => name === 'process.uptime') && events.length > 0,
  );
  const [first] = collector.metrics;
  expect(first?.resource).toMatchObject({
    'service.name': 'shop',
    'deployment.slots': 3,
    region: 'north',
  });
  const names = new Set(collector.metrics.map(({ name }) => name));
  expect(names).not.toContain('v8js.gc.duration');
  expect(collector.metrics.map(({ scope }) => scope)).not.toContain(
    '@plimsoll/pool-instrumentation',
  );
  expect(collector.text).toContain('"x-tenant":"harbour"');
  const told = collector.events.find(({ name }) => name === 'plimsoll.config');
  const text = JSON.stringify(told);
  expect(text).toContain('resources.sample_interval_millis=250');
  expect(text).toContain('leaks.warmup_millis=0');
  expect(text).toContain('OTEL_CONFIG_FILE=(set)');
  await end(program);
  expect(warnings(program)).toEqual([]);
});

test('is found by the older name of the variable too', SLOW, async () => {
  await using collector = await startCollector();
  const program = run('own/serves.cjs', {
    env: {
      OTEL_EXPERIMENTAL_CONFIG_FILE: fixture('config/whole.yaml'),
      COLLECTOR: collector.url,
    },
  });
  await collector.until(({ metrics }) => metrics.length > 0);
  expect(collector.metrics[0]?.resource['service.name']).toBe('from-file');
  await end(program);
  expect(warnings(program)).toEqual([]);
});

test('names each wrong key once, with the file, and what is passed over', SLOW, async () => {
  await using collector = await startCollector();
  const env = { ...config('wrong'), COLLECTOR: collector.url };
  const program = run('own/serves.cjs', { env });
  await collector.until(({ metrics }) => metrics.length > 0);
  await end(program);
  const at = `instrumentation/development.js.plimsoll`;
  const file = env.OTEL_CONFIG_FILE;
  expect(warnings(program)).toEqual([
    `plimsoll: ${at}.colour in ${file} is no option of Plimsoll`,
    `plimsoll: ${at}.resources.sample_interval_millis in ${file} is expected to be a number from 100 to 60000; it is left out`,
    `plimsoll: ${at}.resources.sampleIntervalMillis in ${file} is no option of Plimsoll`,
    `plimsoll: ${file}: the SDK of Plimsoll's own passes over meter_provider.views`,
  ]);
});

test(
  'names the key of the file that contradicts a variable, and uses the defaults',
  SLOW,
  async () => {
    await using collector = await startCollector();
    const env = { ...config('contradictory'), COLLECTOR: collector.url };
    const program = run('own/serves.cjs', {
      env: {
        ...env,
        PLIMSOLL_CONFIRMED_HEADROOM_RATIO: '0.2',
        PLIMSOLL_SUSPECTED_HEADROOM_RATIO: '0.1',
      },
    });
    await collector.until(({ metrics }) =>
      metrics.some(({ name }) => name === 'plimsoll.memory.leak.status'),
    );
    await end(program);
    const key = 'instrumentation/development.js.plimsoll.leaks.suspected_headroom_ratio';
    expect(warnings(program)).toEqual([
      `plimsoll: contradiction in ${key} in ${env.OTEL_CONFIG_FILE}, PLIMSOLL_CONFIRMED_HEADROOM_RATIO, the defaults are used: Expected \`confirmedHeadroomRatio\` to be at least \`suspectedHeadroomRatio\` (0.3), got \`0.2\` (number)`,
    ]);
  },
);

for (const [name, reason] of [
  ['torn', 'at line 3, column 1'],
  ['no-such-file', 'ENOENT'],
] as const)
  test(
    `uses the environment where the file cannot be used, and says so: ${name}`,
    SLOW,
    async () => {
      await using collector = await startCollector();
      const program = run('own/serves.cjs', {
        env: {
          ...config(name),
          ...sendTo(collector.url),
          OTEL_SERVICE_NAME: 'of-the-environment',
          OTEL_METRIC_EXPORT_INTERVAL: '500',
          PLIMSOLL_SDK_WAIT_MILLIS: '1',
        },
      });
      await collector.until(({ metrics }) => metrics.length > 0);
      expect(collector.metrics[0]?.resource['service.name']).toBe('of-the-environment');
      await end(program);
      expect(warnings(program)).toHaveLength(1);
      expect(program.stderr).toMatch(
        new RegExp(`config/${name}\\.yaml is not used, the environment is: .*${reason}`),
      );
    },
  );

test('serves /metrics and sends by gRPC where the file says so', SLOW, async () => {
  const port = await freePort();
  const server = createServer();
  const asked = new Promise<Record<string, unknown>>((resolve) => {
    server.on('stream', (stream, headers) => {
      resolve(headers);
      stream.respond(
        { ':status': 200, 'content-type': 'application/grpc' },
        { waitForTrailers: true },
      );
      stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }));
      stream.resume().on('end', () => stream.end(Buffer.alloc(5)));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const program = run('own/serves.cjs', {
    env: {
      ...config('pull'),
      PORT: String(port),
      COLLECTOR: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    },
  });
  expect(await asked).toMatchObject({
    ':path': '/opentelemetry.proto.collector.metrics.v1.MetricsService/Export',
    'x-tenant': 'harbour',
  });
  const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  expect(text).toContain('process_uptime');
  expect(text).not.toContain('otel_scope_name');
  await end(program);
  expect(warnings(program)).toEqual([]);
  server.close();
});

test('starts nothing where the file says so', SLOW, async () => {
  await using collector = await startCollector();
  const program = run('own/serves.cjs', {
    env: { ...config('disabled'), ...sendTo(collector.url), PLIMSOLL_SDK_WAIT_MILLIS: '1' },
  });
  await program.said(/ready/);
  await end(program);
  expect(collector.text).toBe('');
  expect(program.stderr).toBe('');
});

test(
  'says once that malformed resource attributes are left out, and shows no value',
  SLOW,
  async () => {
    await using collector = await startCollector();
    const program = run('own/serves.cjs', {
      env: {
        ...sendTo(collector.url),
        OTEL_RESOURCE_ATTRIBUTES: 'team=a=hidden,region=north',
        OTEL_METRIC_EXPORT_INTERVAL: '500',
        PLIMSOLL_SDK_WAIT_MILLIS: '1',
      },
    });
    await collector.until(({ metrics }) => metrics.length > 0);
    expect(collector.metrics[0]?.resource).not.toHaveProperty('region');
    await end(program);
    expect(warnings(program)).toEqual([
      'plimsoll: Expected OTEL_RESOURCE_ATTRIBUTES to be key=value, several with commas, where "," and "=" in a value are %2C and %3D; leaving out all of it',
    ]);
  },
);
