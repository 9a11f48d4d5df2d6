import { describeWith, POSTGRES } from '@plimsoll/kernel/test/servers';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { PoolHub } from '../../src/hub.ts';
import { joinHub, leaveHub } from '../../src/registry.ts';
import { fastClock } from './fast-clock.ts';
import { type SizedRun, settle, TIMES } from './sized-pool.ts';

const describe = await describeWith(POSTGRES);
const PATIENT = { timeout: 180_000 };

describe('a pool of pg that is sized under a load that stays', () => {
  const owner = {};
  let hub: PoolHub;

  beforeEach(() => {
    hub = joinHub(owner, () => new PoolHub(fastClock(TIMES)));
  });
  afterEach(() => leaveHub(owner));

  test.for<[string, SizedRun]>([
    ['one connection', { from: 1, maxSize: 20, perSecond: 100 }],
    ['twenty connections', { from: 20, maxSize: 20, perSecond: 100 }],
  ])(
    'comes from %s within one of the fewest that keep the wait, or to its ceiling, and stays',
    PATIENT,
    async ([, run], { signal }) => {
      const { sizes, fewest, backends, load } = await settle(hub, run, signal);
      // A machine that stands still lets requests pile up, which take more connections than there may be.
      const wanted = Math.min(run.maxSize, fewest);
      expect(Math.abs((sizes.at(-1) as number) - wanted)).toBeLessThanOrEqual(1);
      expect(backends).toBeLessThanOrEqual(run.maxSize);
      expect(load).toMatchObject({ served: load.asked, failures: [] });
    },
  );

  test(
    'is never above its ceiling, as the server sees it, and serves all who waited',
    PATIENT,
    async ({ signal }) => {
      const run: SizedRun = { from: 1, maxSize: 3, perSecond: 60 };
      const { sizes, fewest, backends, load } = await settle(hub, run, signal);
      expect(fewest).toBeGreaterThan(run.maxSize);
      expect(Math.max(...sizes)).toBe(run.maxSize);
      expect(backends).toBeLessThanOrEqual(run.maxSize);
      expect(load).toMatchObject({ served: load.asked, failures: [] });
    },
  );
});
