import { describeWith, POSTGRES } from '@plimsoll/kernel/test/servers';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { createPool } from '../../src/generic/create-pool.ts';
import type { CreatePoolOptions } from '../../src/generic/settings.ts';
import { ordersIn } from '../readme/create-pool.ts';

const { host, port, user, database } = POSTGRES;
const describe = await describeWith(POSTGRES);

describe('a pool of our own on a real server', () => {
  const admin = new pg.Client({ host, port, user, database });
  const application = `plimsoll-own-${process.pid}`;
  const open: AsyncDisposable[] = [];

  beforeAll(() => admin.connect());
  afterAll(() => admin.end());
  afterEach(async () => {
    for (const pool of open.splice(0)) await pool[Symbol.asyncDispose]();
  });

  function connections(options: CreatePoolOptions) {
    const pool = createPool(
      {
        async create() {
          const client = new pg.Client({
            host,
            port,
            user,
            database,
            application_name: application,
          });
          client.on('error', () => {});
          await client.connect();
          return client;
        },
        destroy: (client) => client.end(),
        validate: async (client) => (await client.query('select 1')).rowCount === 1,
      },
      options,
    );
    open.push(pool);
    return pool;
  }

  const backends = async (): Promise<number[]> => {
    const { rows } = await admin.query(
      'select pid from pg_stat_activity where application_name = $1',
      [application],
    );
    return rows.map(({ pid }) => pid);
  };

  test('has what the server has, from warm-up to close', async () => {
    const pool = connections({ max: 3, minIdle: 2 });
    await pool.start();
    expect(await backends()).toHaveLength(2);
    const work = Array.from({ length: 20 }, () =>
      pool.use((client) => client.query('select pg_sleep(0.001)')),
    );
    await Promise.all(work);
    const { used, idle } = pool.stats;
    expect([used, used + idle]).toEqual([0, (await backends()).length]);
    expect(used + idle).toBeLessThanOrEqual(3);
    await pool.close();
    expect(await backends()).toEqual([]);
  });

  test('does not lend a connection that the server has killed', async () => {
    const pool = connections({ max: 1, validateAfterMillis: 0 });
    const pidOf = () =>
      pool.use(
        async (client) => (await client.query('select pg_backend_pid() as pid')).rows[0].pid,
      );
    const killed = await pidOf();
    await admin.query('select pg_terminate_backend($1)', [killed]);
    expect(await pidOf()).not.toBe(killed);
  });

  test('fails to start where the server refuses the user, with its words', async () => {
    const pool = createPool({
      async create() {
        const client = new pg.Client({ host, port, user, database: 'plimsoll_has_none' });
        await client.connect();
        return client;
      },
      destroy: (client) => client.end(),
    });
    await expect(pool.start()).rejects.toMatchObject({ code: '3D000' });
    expect(pool.state).toBe('closed');
  });

  test('works as the README shows it', async () => {
    expect(await ordersIn(pg, { host, port, user, database })).toEqual([{ id: 42 }]);
  });
});
