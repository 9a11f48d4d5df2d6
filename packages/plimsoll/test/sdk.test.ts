import { expect, test } from 'vitest';
import { startCollector } from './support/collector.ts';
import { fixture, REGISTER, REQUIRE, run, sendTo } from './support/program.ts';

const SLOW = { timeout: 60_000 };

interface Report {
  readonly set: boolean;
  readonly version: string;
  readonly found: Readonly<Record<string, number>>;
  readonly events: readonly string[];
}

const reportOf = ([, json]: RegExpMatchArray): Report => JSON.parse(String(json));
const VERSIONS = { 2: '1.9.1', 3: '1.10.0' } as const;

for (const line of [2, 3] as const)
  for (const app of ['app.mjs', 'app.cjs']) {
    const register = app === 'app.mjs' ? REGISTER : REQUIRE;
    const early = app === 'app.mjs' ? 'sdk/early.mjs' : 'sdk/early.cjs';
    const orders = {
      'an SDK that was there before': [register[0] ?? '', fixture(early), ...register],
      'an SDK that comes before the application': [...register, register[0] ?? '', fixture(early)],
      'an SDK that comes with the application': register,
      'an SDK that comes late': register,
    };
    for (const [what, flags] of Object.entries(orders))
      test(`joins ${what}: line ${line}, ${app}`, SLOW, async () => {
        await using collector = await startCollector();
        const when = what.endsWith('late') ? 'async' : what.endsWith('application') ? 'sync' : '';
        const program = run(`sdk/${app}`, {
          flags: ['--expose-gc', ...flags],
          env: {
            ...sendTo(collector.url),
            SDK_LINE: String(line),
            ...(what.includes('with') || when === 'async' ? { SDK_WHEN: when } : {}),
          },
        });
        const report = reportOf(await program.said(/REPORT (.*)/));
        expect(report).toMatchObject({ set: true, version: VERSIONS[line] });
        expect(report.found['http.server.request.duration']).toBe(3);
        expect(report.found['v8js.gc.duration']).toBeGreaterThanOrEqual(5);
        expect(report.events).toContain('plimsoll.config');
        expect(await program.ended).toBe(0);
        expect(program.stderr).toBe('');
        expect(collector.text).toBe('');
      });
  }

for (const app of ['app.mjs', 'app.cjs'])
  test(`starts an SDK of its own where the application brings none: ${app}`, SLOW, async () => {
    await using collector = await startCollector();
    const program = run(`sdk/${app}`, {
      flags: app === 'app.mjs' ? REGISTER : REQUIRE,
      env: { ...sendTo(collector.url), OTEL_SERVICE_NAME: 'shop' },
    });
    expect(await program.ended).toBe(0);
    expect(program.stderr).toBe('');
    const requests = collector.metrics.find(({ name }) => name === 'http.server.request.duration');
    expect(requests?.points.map(({ value }) => value)).toEqual([3]);
    expect(requests?.resource['service.name']).toBe('shop');
  });
