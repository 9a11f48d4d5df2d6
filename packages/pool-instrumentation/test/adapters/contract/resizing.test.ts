import { expect, test } from 'vitest';
import { autosize } from '../../../src/autosize.ts';
import { observePool } from '../../../src/observe-pool.ts';
import { describeIf, testIf } from '../../applicable.ts';
import type { Subject } from '../subject.ts';
import { describeClients, settle } from './harness.ts';

/** Lets a pool begin to open connections, which takes it some turns of its promises, and no turn of the event loop. */
async function untilOpening(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await undefined;
}

describeClients((client) => {
  const { adapter, make, setLimit, lacks, closedIdle, statsOf, watched } = client;

  describeIf(adapter.resize)('that is resized', () => {
    const resize = async (subject: Subject, limit: number) => {
      await adapter.resize?.(subject.pool as never, limit);
      await settle();
    };
    const lendAll = async (max: number) => {
      const { subject, told, watching } = watched({ max });
      const lent: unknown[] = [];
      for (let left = max; left > 0; left--) lent.push(await subject.acquire());
      return { subject, told, lent, watching };
    };
    /** Who waits, in the order in which they get a connection. */
    const waiters = (subject: Subject, count: number) => {
      const served: number[] = [];
      const all = Array.from({ length: count }, async (_, turn) => {
        const connection = await subject.acquire();
        served.push(turn);
        return connection;
      });
      return { served, all };
    };

    test('serves all for whom there is room at once, in their order', async () => {
      const { subject, told, lent } = await lendAll(1);
      const { served, all } = waiters(subject, 5);
      await resize(subject, 4);
      expect(served).toEqual([0, 1, 2]);
      expect(statsOf(subject)).toMatchObject({ used: 4, idle: 0, pending: 2, limit: 4 });
      expect(told.filter((each) => each === 'requested')).toHaveLength(6);
      subject.release(lent[0]);
      for (const each of all) subject.release(await each);
      await settle();
      expect(served).toEqual([0, 1, 2, 3, 4]);
      expect(statsOf(subject)).toMatchObject({ used: 0, idle: 4, pending: 0 });
    });

    test('opens no more than somebody waits for', async () => {
      const { subject } = watched({ max: 2 });
      const connecting = [subject.acquire(), subject.acquire()];
      await resize(subject, 6);
      const lent = await Promise.all(connecting);
      expect(statsOf(subject)).toMatchObject({ used: 2, idle: 0, limit: 6 });
      for (const each of lent) subject.release(each);
    });

    test('closes idle connections beyond, and takes none from its holder', async () => {
      const { subject, told, lent } = await lendAll(4);
      for (const each of lent.slice(2)) subject.release(each);
      await settle();
      told.length = 0;
      await resize(subject, 1);
      expect(statsOf(subject)).toMatchObject({ used: 2, idle: 0, limit: 1 });
      expect(told).toEqual([...closedIdle, ...closedIdle]);
      for (const each of lent.slice(0, 2)) subject.release(each);
      await settle();
      expect(statsOf(subject)).toMatchObject({ used: 0, idle: 1, limit: 1 });
    });

    test('lends no more than its limit of what comes back, and loses nobody', async () => {
      const { subject, told, lent } = await lendAll(4);
      const { served, all } = waiters(subject, 4);
      await resize(subject, 2);
      told.length = 0;
      for (const used of [3, 2]) {
        subject.release(lent.shift());
        await settle();
        expect(served).toEqual([]);
        expect(statsOf(subject)).toMatchObject({ used, idle: 0, pending: 4, limit: 2 });
      }
      expect(told).toEqual(['returned 1', ...closedIdle, 'returned 2', ...closedIdle]);
      for (const each of lent) subject.release(each);
      for (const each of all) {
        subject.release(await each);
        expect(statsOf(subject).used).toBeLessThanOrEqual(2);
      }
      await settle();
      expect(served).toEqual([0, 1, 2, 3]);
      expect(statsOf(subject)).toMatchObject({ used: 0, idle: 2, pending: 0 });
    });

    testIf(!lacks.includes('hold on what is being opened'))(
      'lends nothing beyond that was being opened when its limit fell, and loses nobody',
      async () => {
        const { subject, told } = watched({ max: 4 });
        const { served, all } = waiters(subject, 6);
        await untilOpening();
        await resize(subject, 2);
        while (told.filter((each) => each === 'created').length < 4) await settle();
        expect(statsOf(subject)).toMatchObject({ used: 2, idle: 0, pending: 4, limit: 2 });
        expect(served).toEqual([0, 1]);
        expect(told.filter((each) => /^(granted|returned|closed)/.test(each))).toEqual([
          'granted 1',
          'granted 2',
          ...closedIdle,
          ...closedIdle,
        ]);
        for (const each of all) subject.release(await each);
        await settle();
        expect(served).toEqual([0, 1, 2, 3, 4, 5]);
        expect(statsOf(subject)).toMatchObject({ used: 0, idle: 2, pending: 0 });
      },
    );

    test('grows again, and lends what it was about to close', async () => {
      const { subject, told, lent } = await lendAll(3);
      await resize(subject, 1);
      await resize(subject, 3);
      told.length = 0;
      for (const each of lent) subject.release(each);
      await settle();
      expect(told).toEqual(['returned 1', 'returned 2', 'returned 3']);
      expect(statsOf(subject)).toMatchObject({ used: 0, idle: 3, limit: 3 });
    });

    testIf(setLimit)('is left to itself where somebody else has lowered its limit', async () => {
      const { subject, told, lent } = await lendAll(2);
      await resize(subject, 2);
      setLimit?.(subject.pool as never, 1);
      told.length = 0;
      for (const each of lent) subject.release(each);
      await settle();
      expect(told).toEqual(['returned 1', 'returned 2']);
      expect(statsOf(subject)).toMatchObject({ used: 0, idle: 2 });
    });

    test('has the limit that it was made with as soon as nobody sizes it', async () => {
      const { pool } = make({ max: 4 });
      using _observation = observePool(pool);
      const limit = () => adapter.stats(pool as never).limit;
      const sizing = autosize(pool, { maxSize: 2 });
      await settle();
      expect(limit()).toBe(2);
      sizing[Symbol.dispose]();
      await settle();
      expect(limit()).toBe(4);
    });
  });

  testIf(!adapter.resize)('says that it cannot be resized, and what to do', () => {
    const { pool } = make({ max: 4 });
    using _observation = observePool(pool);
    expect(() => autosize(pool)).toThrow(/to be resizable while it runs.*createGate/);
  });
});
