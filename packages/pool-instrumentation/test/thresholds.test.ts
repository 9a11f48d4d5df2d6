import { expect, test } from 'vitest';
import { observePool, PoolInstrumentation, readPools } from '../src/index.ts';
import { boxes, untilTestEnds } from './found-pools.ts';

const use = untilTestEnds();
const longHeld = (): number => readPools().reduce((sum, each) => sum + (each.longHeld ?? 0), 0);

async function untilLongHeld(count: number): Promise<void> {
  while (longHeld() < count) await new Promise((resolve) => setImmediate(resolve));
}

test('hold for pools that are found already and for those to come, not for others', async () => {
  const instrumentation = use(new PoolInstrumentation());
  const [found, named] = [boxes(), boxes()];
  use(observePool(named, { name: 'named' }));
  const loans = [await found.acquire(), await named.acquire()] as const;
  expect(longHeld()).toBe(0);
  instrumentation.thresholds.set({ leakThresholdMillis: 1 });
  await untilLongHeld(1);
  const later = boxes();
  const last = await later.acquire();
  await untilLongHeld(2);
  expect(readPools().find(({ name }) => name === 'named')?.longHeld).toBe(0);
  expect(instrumentation.getConfig().leakThresholdMillis).toBe(1);
  instrumentation.setConfig({ leakThresholdMillis: 50_000 });
  expect(longHeld()).toBe(0);
  await Promise.all([found.release(loans[0]), named.release(loans[1]), later.release(last)]);
});
