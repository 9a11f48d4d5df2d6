import { expect, test } from 'vitest';
import { startCollector } from './support/collector.ts';
import { REGISTER, REQUIRE, run, sendTo } from './support/program.ts';

const SLOW = { timeout: 60_000 };
const DATABASE_URL = 'postgres://postgres:hunter2@127.0.0.1:5432/postgres';

const FLAGS: Readonly<Record<string, readonly string[]>> = {
  'pools/after.mjs': REGISTER,
  'pools/after.cjs': REQUIRE,
  'pools/before.mjs': [],
  'pools/before.cjs': [],
};

for (const [path, flags] of Object.entries(FLAGS)) {
  test(`reports pools to an SDK of its own, and no secret: ${path}`, SLOW, async () => {
    await using collector = await startCollector();
    const program = run(path, { flags, env: { ...sendTo(collector.url), DATABASE_URL } });
    expect(await program.ended).toBe(0);
    expect(program.stderr).toBe('');
    const waits = collector.metrics.find(({ name }) => name === 'db.client.connection.wait_time');
    const counts = Object.fromEntries(
      (waits?.points ?? []).map(({ attributes, value }) => [
        attributes['db.client.connection.pool.name'],
        value,
      ]),
    );
    expect(counts).toEqual({ postgres: 3, 'generic-pool': 3 });
    expect(collector.text).not.toMatch(/hunter2/);
  });

  for (const line of ['2', '3'])
    test(`has what pools did before in a late SDK: line ${line}, ${path}`, SLOW, async () => {
      const program = run(path, {
        flags,
        env: { DATABASE_URL, SDK_LINE: line, SDK_WHEN: 'late', OTEL_LOG_LEVEL: 'warn' },
      });
      const [, json = ''] = await program.said(/REPORT (.*)/);
      expect(await program.ended).toBe(0);
      expect(JSON.parse(json).found).toMatchObject({
        'db.client.connection.wait_time': 6,
        'db.client.connection.use_time': 6,
        'db.client.connection.create_time': 2,
      });
      expect(program.stdout + program.stderr).not.toMatch(/hunter2/);
    });
}
