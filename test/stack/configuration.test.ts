import { globSync } from 'node:fs';
import { basename, join } from 'node:path';
import { run } from '@plimsoll/kernel/test/command';
import { describe, expect, inject, test } from 'vitest';
import { startPipeline } from './pipeline.ts';

const FOLDER = join(import.meta.dirname, '../../collector-config');
const tools = inject('tools');

const shipped = (pattern: string): string[] =>
  globSync(pattern, { cwd: FOLDER }).map((path) => join(FOLDER, path));

describe('promtool', () => {
  test('finds nothing in the rules, with every lint', async () => {
    const rules = shipped('prometheus/rules*.yml');
    expect(rules).toHaveLength(2);
    await run(tools.promtool, ['check', 'rules', '--lint=all', '--lint-fatal', ...rules]);
  });

  test('takes both configurations of Prometheus', async () => {
    await run(tools.promtool, ['check', 'config', ...shipped('prometheus/prometheus*.yml')]);
  });

  const cases = shipped('prometheus/tests/*.test.yml').map(
    (path) => [basename(path), path] as const,
  );

  test.each(cases)('sees every case of %s', async (_, path) => {
    const said = await run(tools.promtool, ['test', 'rules', path]);
    expect(said).toContain('SUCCESS');
  });
});

describe('amtool', () => {
  const config = join(FOLDER, 'alertmanager/alertmanager.yml');

  test('takes the configuration', async () => {
    await run(tools.amtool, ['check-config', config]);
  });

  test.each([
    ['watchdog', ['alertname=Watchdog', 'severity=info']],
    ['pager', ['alertname=PoolExhausted', 'severity=critical', 'resource=pool']],
    ['default', ['alertname=HeapLeakSuspected', 'severity=warning', 'resource=memory']],
    ['default', ['alertname=SomethingElse']],
  ])('routes to %s: %j', async (receiver, labels) => {
    await run(tools.amtool, [
      'config',
      'routes',
      'test',
      `--config.file=${config}`,
      `--verify.receivers=${receiver}`,
      ...labels,
    ]);
  });
});

describe('the Collector', () => {
  const configs = shipped('otelcol/*.yaml').map((path) => [basename(path), path] as const);

  test.each(configs)('takes %s', async (_, config) => {
    await run(tools.otelcol, ['validate', '--config', config]);
  });

  test('starts with its configuration and warns of nothing', async () => {
    await using pipeline = await startPipeline({ tools, scale: 30 });
    const warnings = pipeline.collector
      .output()
      .split('\n')
      .filter((line) => /\t(warn|error)\t/.test(line));
    expect(warnings).toEqual([]);
  });
});

describe('Alertmanager', () => {
  /** Alerts as Prometheus would post them, of one pool of one instance unless told otherwise. */
  const alert = (labels: Record<string, string>) => ({
    labels: { job: 'shop/api', instance: 'api-1', severity: 'warning', ...labels },
  });

  async function suppressed(alertmanager: string, alerts: readonly object[]): Promise<string[]> {
    const response = await fetch(`${alertmanager}/api/v2/alerts`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(alerts),
    });
    expect(response.ok).toBe(true);
    // The state of an alert is known once its group has been handled.
    const limit = AbortSignal.timeout(20_000);
    for (;;) {
      limit.throwIfAborted();
      const answer = await fetch(`${alertmanager}/api/v2/alerts`, { signal: limit });
      const all = (await answer.json()) as {
        labels: Record<string, string>;
        status: { state: string };
      }[];
      // The Prometheus of the pipeline sends its Watchdog to the same Alertmanager.
      const list = all.filter(({ labels }) => labels.alertname !== 'Watchdog');
      if (
        list.length === alerts.length &&
        list.every(({ status }) => status.state !== 'unprocessed')
      )
        return list
          .filter(({ status }) => status.state === 'suppressed')
          .map(({ labels }) => `${labels.alertname} ${labels.instance}`)
          .sort();
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  test('sends a warning no more while a critical alert of the same resource fires, but its cause', async () => {
    await using pipeline = await startPipeline({ tools, scale: 60 });
    const pool = { resource: 'pool' };
    expect(
      await suppressed(pipeline.alertmanager, [
        alert({ ...pool, alertname: 'PoolExhausted', severity: 'critical' }),
        alert({ ...pool, alertname: 'PoolConnectionLeaked' }),
        alert({ ...pool, alertname: 'PoolWaitHigh' }),
        alert({ ...pool, alertname: 'PoolWaitHigh', instance: 'api-2' }),
        alert({ alertname: 'EventLoopSaturated', resource: 'event_loop' }),
      ]),
    ).toEqual(['PoolWaitHigh api-1']);
  });

  test('sends nothing else of an instance that does not report', async () => {
    await using pipeline = await startPipeline({ tools, scale: 60 });
    expect(
      await suppressed(pipeline.alertmanager, [
        alert({ alertname: 'TelemetryAbsent', severity: 'critical', resource: 'telemetry' }),
        alert({ alertname: 'PoolExhausted', severity: 'critical', resource: 'pool' }),
        alert({ alertname: 'EventLoopSaturated', resource: 'event_loop' }),
        alert({ alertname: 'EventLoopSaturated', resource: 'event_loop', instance: 'api-2' }),
      ]),
    ).toEqual(['EventLoopSaturated api-1', 'PoolExhausted api-1']);
  });
});
