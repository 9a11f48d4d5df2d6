import { expect, test } from 'vitest';
import { startCollector } from './support/collector.ts';
import { REGISTER, REQUIRE, run, sendTo } from './support/program.ts';

const SLOW = { timeout: 120_000 };
const AUTO = '@opentelemetry/auto-instrumentations-node/register';

for (const [app, register] of [
  ['auto/app.mjs', REGISTER],
  ['auto/app.cjs', REQUIRE],
] as const)
  for (const [where, flags] of [
    ['after', [...register, register[0] ?? '', AUTO]],
    ['before', [register[0] ?? '', AUTO, ...register]],
  ] as const)
    test(`joins auto-instrumentations-node that is loaded ${where}: ${app}`, SLOW, async () => {
      await using collector = await startCollector();
      const program = run(app, {
        flags,
        env: {
          ...sendTo(collector.url),
          OTEL_TRACES_EXPORTER: 'none',
          OTEL_NODE_RESOURCE_DETECTORS: 'serviceinstance',
        },
      });
      await program.said(/SET MeterProvider/);
      expect(await program.ended).toBe(0);
      expect(program.stderr).not.toMatch(/plimsoll/);
      const instances = collector.metrics.map(({ resource }) => resource['service.instance.id']);
      expect(new Set(instances).size).toBe(1);
      const of = (wanted: string) => collector.metrics.filter(({ name }) => name === wanted);
      // Of the two that could report the duration one does: a module's own import is not hooked here.
      expect(of('http.server.request.duration')).toHaveLength(1);
      expect(of('http.server.active_requests').map(({ scope }) => scope)).toEqual(['plimsoll']);
      expect(of('process.cpu.time').map(({ scope }) => scope)).toEqual([
        '@plimsoll/otel-resources',
      ]);
    });
