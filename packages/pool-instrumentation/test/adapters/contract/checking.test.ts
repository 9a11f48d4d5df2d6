import { expect, test } from 'vitest';
import { describeIf, testIf } from '../../applicable.ts';
import type { Client } from '../subject.ts';
import { describeClients, settle } from './harness.ts';

const canTake = ({ adapter }: Client) => adapter.takeIdle ?? adapter.reclaim;

describeClients(({ adapter, statsOf, watched }) => {
  describeIf(adapter.takeIdle)('an idle connection that is taken out', () => {
    const NONE = (): boolean => false;
    const withIdle = async (max: number) => {
      const { subject, told } = watched({ max });
      const connections = await Promise.all(Array.from({ length: max }, () => subject.acquire()));
      for (const connection of connections) subject.release(connection);
      await settle();
      told.length = 0;
      const take = (skip: (connection: unknown) => boolean = NONE) =>
        adapter.takeIdle?.(subject.pool as never, skip);
      return { subject, told, take };
    };

    test('is put back as it was, and nobody is told of it', async () => {
      const { told, take, subject } = await withIdle(2);
      const before = statsOf(subject);
      const idle = take();
      const other = take();
      expect(other?.connection).not.toBe(idle?.connection);
      expect(take()).toBeUndefined();
      for (const each of [idle, other]) each?.putBack();
      expect(take((connection) => connection !== idle?.connection)?.connection).toBe(
        idle?.connection,
      );
      expect(told).toEqual([]);
      expect(before).toMatchObject({ used: 0, idle: 2 });
    });

    test('goes to who waits by the time that it is put back, and no more are opened', async () => {
      const { told, take, subject } = await withIdle(1);
      const idle = take();
      const waiting = subject.acquire();
      await settle();
      expect(told).toEqual(['requested']);
      idle?.putBack();
      await settle();
      subject.release(await waiting);
      expect(told.filter((each) => each === 'created')).toEqual([]);
      expect(statsOf(subject)).toMatchObject({ used: 0, pending: 0 });
    });

    test('counts as idle while it is out, and keeps nobody from the others or out of turn', async () => {
      const { told, take, subject } = await withIdle(2);
      const idle = take();
      expect(statsOf(subject)).toMatchObject({ used: 0, idle: 2 });
      const first = await subject.acquire();
      const order: number[] = [];
      const waiters = [1, 2].map(async (turn) => {
        const connection = await subject.acquire();
        order.push(turn);
        subject.release(connection);
      });
      await settle();
      expect(statsOf(subject)).toMatchObject({ used: 1, idle: 1, pending: 2 });
      idle?.putBack();
      await Promise.all(waiters);
      subject.release(first);
      expect(order).toEqual([1, 2]);
      expect(told.filter((each) => each === 'created')).toEqual([]);
    });

    test('is closed for the reason that is given, and leaves room for who waits', async () => {
      const { told, take, subject } = await withIdle(1);
      const idle = take();
      const waiting = subject.acquire();
      await settle();
      idle?.close('health_check');
      expect(told.filter((each) => each.startsWith('closed'))).toEqual(['closed health_check']);
      subject.release(await waiting);
    });

    testIf(adapter.resize)(
      'is closed where the limit that was lowered meanwhile has no room for it',
      async () => {
        const { told, take, subject } = await withIdle(2);
        const idle = take();
        const lent = await subject.acquire();
        await adapter.resize?.(subject.pool as never, 1);
        told.length = 0;
        idle?.putBack();
        await settle();
        expect(told).toEqual(['closed idle_timeout']);
        expect(statsOf(subject)).toMatchObject({ used: 1, idle: 0, pending: 0 });
        subject.release(lent);
      },
    );

    test('does not outlive its pool', async () => {
      const { told, take, subject } = await withIdle(1);
      const idle = take();
      const ending = subject.end();
      await settle();
      idle?.putBack();
      await ending;
      await settle();
      expect(told).toEqual(['closed shutdown']);
      expect(statsOf(subject)).toMatchObject({ used: 0, idle: 0, ended: true });
    });
  });

  testIf(adapter.reclaim)('takes back what is lent, and passes the late return by', async () => {
    const { subject, told, lent } = watched({ max: 1 });
    const connection = await subject.acquire();
    await settle();
    const waiting = subject.acquire();
    told.length = 0;
    adapter.reclaim?.(subject.pool as never, lent[0]);
    await settle();
    expect(told.slice(0, 2)).toEqual(['returned 1', 'closed leak']);
    const next = await waiting;
    expect(next).not.toBe(connection);
    subject.release(connection);
    subject.discard(connection);
    await settle();
    expect(statsOf(subject)).toMatchObject({ used: 1, idle: 0 });
    subject.release(next);
    expect(told.filter((each) => each.startsWith('closed'))).toEqual(['closed leak']);
  });
}, canTake);
