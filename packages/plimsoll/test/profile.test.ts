import type { ViewOptions } from '@opentelemetry/sdk-metrics';
import { METRICS_OF, views } from '@plimsoll/otel-resources/views';
import { expect, test } from 'vitest';
import { freePort } from './support/collector.ts';
import { fixture, type Program, REGISTER, run } from './support/program.ts';

const SLOW = { timeout: 60_000 };
const HASTY = ['--require', fixture('own/hasty.cjs'), ...REGISTER];
const RESOURCES = '@plimsoll/otel-resources';
const RUNTIME = '@opentelemetry/instrumentation-runtime-node';

/** The names of what is reported, by scope. */
async function reported(program: Program): Promise<Readonly<Record<string, readonly string[]>>> {
  program.child.stdin?.write('go');
  const [, json = ''] = await program.said(/REPORT (.*)/);
  return JSON.parse(json);
}

for (const line of ['2', '3'] as const) {
  test(`warns of what is reported twice, and who can be left it: line ${line}`, SLOW, async () => {
    const program = run('own/doubled.cjs', { flags: HASTY, env: { SDK_LINE: line } });
    await program.said(
      /instrumentation-runtime-node reports \S+ and \d+ more too: set PLIMSOLL_LEAVE_TO=instrumentation-runtime-node,/,
    );
    program.child.stdin?.end();
    expect(await program.ended).toBe(0);
    expect(program.stderr.trim().split('\n')).toHaveLength(1);
  });

  test(`leaves to another what it reports, and no more: line ${line}`, SLOW, async () => {
    const program = run('own/doubled.cjs', {
      env: { SDK_LINE: line, PLIMSOLL_LEAVE_TO: 'instrumentation-runtime-node,instrumentation-pg' },
    });
    const names = await reported(program);
    const doubled = names[RESOURCES]?.filter((name) => names[RUNTIME]?.includes(name));
    expect(doubled).toEqual([]);
    expect(names[RUNTIME]).toContain('nodejs.eventloop.time');
    expect(names[RESOURCES]).toContain('plimsoll.memory.heap.limit');
    program.child.stdin?.end();
    expect(await program.ended).toBe(0);
    expect(program.stderr).toBe('');
  });

  test(`keeps to its profile in the SDK of an application: line ${line}`, SLOW, async () => {
    const program = run('own/doubled.cjs', { env: { SDK_LINE: line, PLIMSOLL_PROFILE: 'core' } });
    const names = (await reported(program))[RESOURCES] ?? [];
    expect(names.filter((name) => !METRICS_OF.core.has(name))).toEqual([]);
    expect(names).toContain('plimsoll.memory.heap.utilization');
    program.child.stdin?.end();
    expect(await program.ended).toBe(0);
  });
}

test('makes views that the types of line 2 take', () => {
  const made: ViewOptions[] = views();
  expect(made.length).toBeGreaterThan(50);
});

for (const line of ['2', '3'] as const) {
  test(`has views for the Prometheus exporter: line ${line}`, SLOW, async () => {
    const env = { SDK_LINE: line, PROFILE: 'default', HISTOGRAMS: 'explicit' };
    const program = run('own/viewed.cjs', { flags: [], env });
    expect(await program.ended).toBe(0);
    expect(program.stderr).toBe('');
    const bounds = program.stdout.matchAll(/^v8js_gc_duration_bucket\{.*le="([^"]+)"/gm);
    expect([...new Set([...bounds].map(([, bound]) => bound))]).toEqual(
      expect.arrayContaining(['0.001', '0.01', '0.1', '1', '+Inf']),
    );
    expect(program.stdout).toMatch(/^process_memory_usage\{/m);
    expect(program.stdout).not.toMatch(/^plimsoll_probe_status/m);
  });

  test(`tells why exponential histograms are not for it: line ${line}`, SLOW, async () => {
    const env = { SDK_LINE: line, PROFILE: 'full', HISTOGRAMS: 'exponential' };
    const program = run('own/viewed.cjs', { flags: [], env });
    expect(await program.ended).toBe(0);
    expect(program.stdout).not.toMatch(/^v8js_gc_duration_bucket/m);
    expect(program.stdout).toMatch(/^plimsoll_probe_status/m);
  });
}

test('warns of a profile that there is not, and reports everything', SLOW, async () => {
  const program = run('own/doubled.cjs', { env: { PLIMSOLL_PROFILE: 'tiny' } });
  expect((await reported(program))[RESOURCES]).toContain('plimsoll.probe.status');
  program.child.stdin?.end();
  expect(await program.ended).toBe(0);
  expect(program.stderr).toBe(
    "plimsoll: Expected PLIMSOLL_PROFILE to be one of 'core', 'default', 'full', got 'tiny'; using \"full\"\n",
  );
});

test('keeps to its profile on /metrics of its own', SLOW, async () => {
  const port = await freePort();
  const program = run('own/serves.cjs', {
    env: {
      OTEL_METRICS_EXPORTER: 'prometheus',
      OTEL_EXPORTER_PROMETHEUS_PORT: String(port),
      PLIMSOLL_SDK_WAIT_MILLIS: '1',
      PLIMSOLL_PROFILE: 'core',
    },
  });
  await program.said(/ready/);
  const text = await scrape(port);
  expect(text).toMatch(/^plimsoll_memory_heap_utilization\{/m);
  expect(text).not.toMatch(/^v8js_gc_duration/m);
  program.child.stdin?.end();
  expect(await program.ended).toBe(0);
});

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
