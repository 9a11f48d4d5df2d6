import { describeWith, POSTGRES } from '@plimsoll/kernel/test/servers';
import { Client, Pool } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { healthCheckOf } from '../../src/health-check-options.ts';
import { readPools } from '../../src/observe-pool.ts';
import { checked } from '../readme/health-check.ts';
import { observed } from './observed.ts';

const { host, port, user, database } = POSTGRES;
const describe = await describeWith(POSTGRES);

describe('health checks on a real server', () => {
  const admin = new Client({ host, port, user, database });
  const application = `plimsoll-health-${process.pid}`;

  beforeAll(() => admin.connect());
  afterAll(() => admin.end());

  const backends = async (): Promise<number> => {
    const { rows } = await admin.query(
      'select count(*)::int as n from pg_stat_activity where application_name = $1',
      [application],
    );
    return rows[0].n;
  };

  test('ask the idle connections, close those that do not answer in time, and open none', async () => {
    const pool = new Pool({ host, port, user, database, application_name: application, max: 2 });
    const asked: Promise<unknown>[] = [];
    let text = 'select 1';
    const { clock, connection, closed } = observed(pool, {
      healthCheck: healthCheckOf({
        ping: (client: Client) => {
          const answer = client.query(text);
          asked.push(answer.catch(() => {}));
          return answer;
        },
        intervalMillis: 10_000,
        timeoutMillis: 1000,
      }),
    });
    const answered = async (count: number): Promise<void> => {
      while (asked.length < count) await admin.query('select 1');
      await Promise.all(asked);
      await admin.query('select 1');
    };
    await Promise.all([pool.query('select 1'), pool.query('select 1')]);
    expect(await backends()).toBe(2);
    clock.advance(10);
    await answered(2);
    expect(pool).toMatchObject({ idleCount: 2, totalCount: 2 });
    expect(await backends()).toBe(2);
    expect(await connection('use_time')).toMatchObject({ orders: { count: 2 } });
    text = 'select pg_sleep(60)';
    clock.advance(10);
    while (asked.length < 3) await admin.query('select 1');
    clock.advance(1);
    while (pool.totalCount > 1) await admin.query('select 1');
    expect(await closed()).toEqual({ 'orders health_check': 1 });
    await admin.query('select pg_terminate_backend(pid) from pg_stat_activity where query = $1', [
      text,
    ]);
    pool.on('error', () => {});
    await pool.end();
  });

  test('are asked for as the README shows it', async () => {
    const pool = new Pool({ host, port, user, database });
    const observation = checked(pool);
    await pool.query('select 1');
    expect(readPools()).toMatchObject([{ used: 0, idle: 1 }]);
    observation[Symbol.dispose]();
    await pool.end();
  });
});
