import { DiagLogLevel, diag } from '@opentelemetry/api';
import {
  LoggerProvider,
  type LogRecordProcessor,
  type ReadableLogRecord,
} from '@opentelemetry/sdk-logs';
import { metricsSdk } from '@plimsoll/kernel/test/sdk';
import { describeWith, POSTGRES } from '@plimsoll/kernel/test/servers';
import { MemoryLeakInstrumentation } from '@plimsoll/memory-leak-detector';
import { ResourceInstrumentation } from '@plimsoll/otel-resources';
import { PoolInstrumentation } from '@plimsoll/pool-instrumentation';
import pg from 'pg';
import { afterEach, expect, test } from 'vitest';

const SECRETS = {
  password: 'fixture-password-5aD',
  query: 'fixture_query_text',
  bind: 'fixture-bind-value-7bC',
};
const DATABASE_URL = `postgres://${POSTGRES.user}:${SECRETS.password}@${POSTGRES.host}:${POSTGRES.port}/${POSTGRES.database}`;
const UNREACHABLE = `postgres://${POSTGRES.user}:${SECRETS.password}@127.0.0.1:1/absent`;

const started: Disposable[] = [];
afterEach(() => {
  for (const each of started.splice(0)) each[Symbol.dispose]();
  diag.disable();
  delete process.env.DATABASE_URL;
});

/** All three instrumentations, and everything that leaves the process through them. */
function everything() {
  process.env.DATABASE_URL = DATABASE_URL;
  const metrics = metricsSdk();
  const events: ReadableLogRecord[] = [];
  let onLeak = (): void => {};
  const leaked = new Promise<void>((resolve) => {
    onLeak = resolve;
  });
  const kept: LogRecordProcessor = {
    onEmit(record) {
      events.push(record);
      if (record.eventName === 'plimsoll.pool.connection.leak_suspected') onLeak();
    },
    forceFlush: async () => {},
    shutdown: async () => {},
  };
  const logs = new LoggerProvider({ processors: [kept] });
  const lines: unknown[][] = [];
  const write = (...line: unknown[]): void => void lines.push(line);
  diag.setLogger(
    { error: write, warn: write, info: write, debug: write, verbose: write },
    { logLevel: DiagLogLevel.ALL },
  );
  const instrumentations = [
    new ResourceInstrumentation(),
    new PoolInstrumentation({ leakThresholdMillis: 1, captureSites: 'always' }),
    new MemoryLeakInstrumentation(),
  ];
  for (const each of instrumentations) {
    each.setMeterProvider(metrics.provider);
    each.setLoggerProvider(logs);
    started.push(each);
  }
  return {
    leaked,
    async said(): Promise<string> {
      const told = events.map(({ eventName, attributes, body }) => ({
        eventName,
        attributes,
        body,
      }));
      return JSON.stringify({ metrics: await metrics.collect(), told, lines });
    },
  };
}

const postgres = await describeWith(POSTGRES);

postgres('with a DATABASE_URL that holds a password', () => {
  test('no password, query or bind value is in any metric, event or diagnostic', async () => {
    const { leaked, said } = everything();
    const pool = new pg.Pool({ connectionString: DATABASE_URL, max: 1 });
    const unreachable = new pg.Pool({ connectionString: UNREACHABLE });
    await expect(unreachable.connect()).rejects.toThrow('ECONNREFUSED');
    const client = await pool.connect();
    await client.query(`select $1::text as ${SECRETS.query}`, [SECRETS.bind]);
    await leaked;
    client.release();
    const all = await said();
    await pool.end();
    await unreachable.end();

    for (const telling of ['db.client.connection.count', 'leak_suspected', 'process.cpu.time'])
      expect(all).toContain(telling);
    for (const secret of Object.values(SECRETS)) expect(all).not.toContain(secret);
    expect(all).not.toMatch(/postgres(ql)?:\/\//);
  });
});
