import { expect, test } from 'vitest';
import { freePort, startCollector } from './support/collector.ts';
import { run, sendTo } from './support/program.ts';

const SLOW = { timeout: 60_000 };

/** Asks until the server is there. */
async function scrape(port: number): Promise<string> {
  for (;;) {
    try {
      return await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
    } catch {
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
}

const prometheus = (port: number, waitMillis = 1): Record<string, string> => ({
  OTEL_METRICS_EXPORTER: 'prometheus',
  OTEL_EXPORTER_PROMETHEUS_PORT: String(port),
  PLIMSOLL_SDK_WAIT_MILLIS: String(waitMillis),
});

test('serves /metrics on the loopback only, and does not count its scrapes', SLOW, async () => {
  const port = await freePort();
  const program = run('own/serves.cjs', { env: prometheus(port) });
  await program.said(/ready/);
  await scrape(port);
  const text = await scrape(port);
  expect(text.match(/http_server_request_duration_count\{[^}]*\} (\d+)/)?.[1]).toBe('2');
  expect(text.match(/http_server_active_requests\{[^}]*\} (\d+)/)?.[1]).toBe('0');
  program.child.stdin?.end();
  expect(await program.ended).toBe(0);
  expect(program.stderr).toBe('');
});

for (const line of ['2', '3'])
  test(
    `gives its port and its counts to an SDK that comes later still: line ${line}`,
    SLOW,
    async () => {
      const port = await freePort();
      const program = run('own/late-sdk.cjs', { env: { ...prometheus(port), SDK_LINE: line } });
      await program.said(/ready/);
      await scrape(port);
      program.child.stdin?.write('go');
      const [, json = ''] = await program.said(/REPORT (.*)/);
      expect(JSON.parse(json).found['http.server.request.duration']).toBe(3);
      expect(await program.said(/SCRAPED (\d+)/)).toMatchObject({ 1: '3' });
      expect(await program.ended).toBe(0);
      expect(program.stderr).toBe('');
    },
  );

test('starts no instrumentation that a variable turns off', SLOW, async () => {
  const port = await freePort();
  const program = run('own/serves.cjs', {
    env: { ...prometheus(port), PLIMSOLL_DISABLED_INSTRUMENTATIONS: 'leaks,pools' },
  });
  await program.said(/ready/);
  const text = await scrape(port);
  expect(text).toMatch(/^process_cpu_time_total/m);
  expect(text).not.toMatch(/^plimsoll_memory_leak_status/m);
  program.child.stdin?.end();
  expect(await program.ended).toBe(0);
  expect(program.stderr).toBe('');
});

for (const [word, judged] of [
  ['true', 1],
  ['false', 0],
] as const)
  test(`judges file descriptors for leaks where it is told to: ${word}`, SLOW, async () => {
    const port = await freePort();
    const program = run('own/serves.cjs', {
      env: { ...prometheus(port), PLIMSOLL_RESOURCE_LEAKS: word },
    });
    await program.said(/ready/);
    const text = await scrape(port);
    const suspicion =
      /^plimsoll_resource_leak_suspicion\{plimsoll_resource_metric="process\.unix\.file_descriptor\.count".*\} 0$/gm;
    expect(text.match(suspicion) ?? []).toHaveLength(judged);
    program.child.stdin?.end();
    expect(await program.ended).toBe(0);
    expect(program.stderr).toBe('');
  });

test('says that its port is taken, and leaves the application alone', SLOW, async () => {
  await using collector = await startCollector();
  const port = new URL(collector.url).port;
  const program = run('own/serves.cjs', { env: prometheus(Number(port)) });
  await program.said(/ready/);
  await program.said(/plimsoll: \/metrics cannot be served on port \d+: .*EADDRINUSE/);
  program.child.stdin?.end();
  expect(await program.ended).toBe(0);
});

for (const protocol of ['http/protobuf', 'http/json'])
  test(`sends by ${protocol} with headers, and tells no secret`, SLOW, async () => {
    await using collector = await startCollector();
    const program = run('sdk/app.mjs', {
      env: {
        ...sendTo(collector.url),
        OTEL_EXPORTER_OTLP_PROTOCOL: protocol,
        OTEL_EXPORTER_OTLP_HEADERS: 'x-tenant=blue',
        DATABASE_URL: 'postgres://shop:hunter2@127.0.0.1:5432/shop',
      },
      args: ['postgres://shop:hunter2@127.0.0.1:5432/shop'],
    });
    expect(await program.ended).toBe(0);
    expect(collector.text).toMatch(/"x-tenant":"blue"/);
    expect(collector.text).toMatch(/http\.server\.request\.duration/);
    expect(collector.text).toMatch(/plimsoll\.config/);
    expect(collector.text).not.toMatch(/hunter2/);
    // The header itself is sent with each request; the event only tells that there are some.
    expect(collector.text.match(/OTEL_EXPORTER_OTLP_HEADERS=\(set\)/)).not.toBe(null);
  });

for (const [preference, temporality] of [
  ['cumulative', 2],
  ['lowmemory', 2],
  ['delta', 1],
] as const)
  test(
    `sends resources once, with the temporality that is preferred: ${preference}`,
    SLOW,
    async () => {
      await using collector = await startCollector();
      const env = {
        ...sendTo(collector.url),
        OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE: preference,
      };
      expect(await run('sdk/app.mjs', { env }).ended).toBe(0);
      expect(collector.text.match(/"name":"process\.cpu\.time"/g)).toHaveLength(1);
      expect(
        collector.text.match(/"name":"process\.cpu\.time".*?"aggregationTemporality":(\d)/)?.[1],
      ).toBe(String(temporality));
    },
  );

test('tells with what it was started', SLOW, async () => {
  await using collector = await startCollector();
  await run('sdk/app.mjs', { env: { ...sendTo(collector.url), OTEL_SERVICE_NAME: 'shop' } }).ended;
  expect(collector.events.filter(({ name }) => name === 'plimsoll.config')).toEqual([
    {
      name: 'plimsoll.config',
      attributes: {
        'plimsoll.config.variables': {
          values: [
            'OTEL_EXPORTER_OTLP_ENDPOINT=(set)',
            'OTEL_EXPORTER_OTLP_PROTOCOL=http/json',
            'OTEL_SERVICE_NAME=shop',
          ].map((stringValue) => ({ stringValue })),
        },
      },
    },
  ]);
});

test('prints one warning for each variable that is wrong, and goes on', SLOW, async () => {
  await using collector = await startCollector();
  const program = run('sdk/app.mjs', {
    env: {
      ...sendTo(collector.url),
      OTEL_METRICS_EXPORTER: 'otlp,influx',
      OTEL_METRIC_EXPORT_INTERVAL: 'soon',
      OTEL_BLRP_SCHEDULE_DELAY: 'often',
      PLIMSOLL_OTLP_HTTP: '127.0.0.1:4318',
      PLIMSOLL_SDK_WAIT_MILLIS: '-1',
      PLIMSOLL_SDK_WAIT: '5',
      PLIMSOLL_LOAD: '5',
    },
  });
  expect(await program.ended).toBe(0);
  expect(program.stderr.trim().split('\n').sort()).toEqual([
    expect.stringMatching(/^plimsoll: Expected OTEL_BLRP_SCHEDULE_DELAY to be .*, got 'often'$/),
    expect.stringMatching(/^plimsoll: Expected OTEL_METRICS_EXPORTER to be .*, got 'influx'$/),
    expect.stringMatching(/^plimsoll: Expected OTEL_METRIC_EXPORT_INTERVAL to be .*, got 'soon'$/),
    expect.stringMatching(
      /^plimsoll: Expected PLIMSOLL_SDK_WAIT_MILLIS to be .*, got '-1'; using 3000$/,
    ),
    'plimsoll: PLIMSOLL_LOAD is no variable of Plimsoll',
    'plimsoll: PLIMSOLL_SDK_WAIT is no variable of Plimsoll',
  ]);
  expect(collector.metrics.length).toBeGreaterThan(0);
});

test(
  'warns of variables that contradict each other, and starts with the defaults',
  SLOW,
  async () => {
    const port = await freePort();
    const program = run('own/serves.cjs', {
      env: {
        ...prometheus(port),
        PLIMSOLL_SUSPECTED_HEADROOM_RATIO: '0.3',
        PLIMSOLL_CONFIRMED_HEADROOM_RATIO: '0.2',
        PLIMSOLL_SNAPSHOT_ON: 'confirmed',
        PLIMSOLL_ELEVATED_RATIO: '0.9',
        PLIMSOLL_MEASURE: 'counts',
        PLIMSOLL_EXPLAIN_TIMEOUTS: 'true',
      },
    });
    await program.said(/ready/);
    expect(await scrape(port)).toMatch(/^plimsoll_memory_leak_status/m);
    program.child.stdin?.end();
    expect(await program.ended).toBe(0);
    expect(program.stderr.trim().split('\n').sort()).toEqual(
      [
        'PLIMSOLL_ELEVATED_RATIO, the defaults are used: Expected `elevatedRatio`, `criticalRatio` and `nearLimitRatio` to ascend, got 0.9, 0.85 and 0.92',
        "PLIMSOLL_MEASURE, PLIMSOLL_EXPLAIN_TIMEOUTS, the defaults are used: Expected `explainTimeouts` to be false where `measure` is 'counts', got `true` (boolean)",
        "PLIMSOLL_SNAPSHOT_ON, the defaults are used: Expected `evidenceFolder` to be given where `snapshotOn` is 'confirmed'",
        'PLIMSOLL_SUSPECTED_HEADROOM_RATIO, PLIMSOLL_CONFIRMED_HEADROOM_RATIO, the defaults are used: Expected `confirmedHeadroomRatio` to be at least `suspectedHeadroomRatio` (0.3), got `0.2` (number)',
      ].map((warning) => `plimsoll: contradiction in ${warning}`),
    );
  },
);

for (const variable of ['OTEL_SDK_DISABLED', 'PLIMSOLL_DISABLED'])
  test(`does nothing where ${variable} is true`, SLOW, async () => {
    await using collector = await startCollector();
    const program = run('own/untouched.cjs', {
      env: { ...sendTo(collector.url), [variable]: 'true' },
    });
    expect(await program.ended).toBe(0);
    expect(program.stderr).toBe('');
    expect(program.stdout).toBe('[]\n[]\n');
    expect(collector.text).toBe('');
  });

test('sends nothing where no exporter is wanted', SLOW, async () => {
  await using collector = await startCollector();
  const program = run('sdk/app.mjs', {
    env: { ...sendTo(collector.url), OTEL_METRICS_EXPORTER: 'none' },
  });
  expect(await program.ended).toBe(0);
  expect(program.stderr).toBe('');
  expect(collector.text).toBe('');
});
