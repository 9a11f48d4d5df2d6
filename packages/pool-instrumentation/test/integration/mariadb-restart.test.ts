import { describeStarted } from '@plimsoll/kernel/test/servers';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { DRIVERS, type Driven } from './mariadb-drivers.ts';
import { startMariadb } from './mariadb-server.ts';
import { observed } from './observed.ts';

const { describe, server } = await describeStarted('MariaDB', startMariadb);

describe('a server of MariaDB that is restarted', () => {
  const open: Driven[] = [];
  const database = 'orders';

  beforeAll(() => server.query(`create database ${database}`));
  afterAll(() => server[Symbol.asyncDispose]());
  afterEach(async () => {
    for (const { end } of open.splice(0)) await end().catch(() => {});
    await expect.poll(() => server.commands(database)).toEqual([]);
  });

  test.each(DRIVERS)('is counted as it counts itself, by $client', async ({ make }) => {
    const settings = { host: '127.0.0.1', port: server.port, user: 'root', database };
    const driven = make({ ...settings, max: 3, waitMillis: 2000 });
    open.push(driven);
    const { counts, state, closed } = observed(driven.pool);
    const agree = async (used: number, idle: number): Promise<void> => {
      expect(await counts()).toMatchObject({ used, idle });
      await expect.poll(async () => (await server.commands(database)).length).toBe(used + idle);
      expect(await counts()).toMatchObject({ used, idle });
    };
    const borrow = () => Promise.all([1, 2, 3].map(() => driven.acquire()));

    const before = await borrow();
    for (const connection of before.slice(1)) await connection.release();
    await agree(1, 2);

    await server.stop();
    await Promise.all(before.map(({ lost }) => lost));
    expect(await counts()).toMatchObject({ used: 0, idle: 0 });
    await before[0]?.release();
    await expect(driven.query('select 1')).rejects.toThrow();
    expect(await state()).toBe('unhealthy');
    expect(await closed()).toEqual({ 'orders error': 3 });

    await server.start();
    await driven.query('select 1');
    expect(await state()).toBe('healthy');
    await agree(0, 1);
    const after = await borrow();
    await agree(3, 0);
    for (const connection of after) await connection.release();
    await agree(0, 3);
  });
});
