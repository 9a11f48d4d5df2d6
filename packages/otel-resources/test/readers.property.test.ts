import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Points } from './sdk.ts';
import { sensing, start } from './start.ts';
import { type LivingTree, livingTree } from './trees.ts';

/** When two readers collect, in seconds: intervals that do and do not divide one another. */
const intervals = fc.tuple(fc.integer({ min: 1, max: 7 }), fc.integer({ min: 1, max: 7 }));

/** What each of `count` readers sees at each second in which it collects, of one and the same history. */
async function seen(
  roots: LivingTree,
  every: readonly number[],
  users: readonly number[],
): Promise<readonly Points[][]> {
  roots.write('proc/stat', 'cpu  1000 200 300 8000 100 10 20 30 0 0\ncpu0 1\n');
  const { clock, sdk, instrumentation } = start(
    roots,
    // Those that ask nothing in the background, where answers come when they come.
    sensing('cpu', 'memory', 'cgroup', 'pressure', 'disk', 'paging'),
    { readers: every.length },
  );
  const collected: Points[][] = every.map(() => []);
  for (const [at, user] of users.entries()) {
    const second = at + 1;
    roots.write(
      'proc/stat',
      `cpu  ${1000 + user} 200 300 ${8000 + 90 * second} 100 10 20 30 0 0\ncpu0 1\n`,
    );
    clock.advance(1);
    for (const [reader, interval] of every.entries())
      if (second % interval === 0) collected[reader]?.push(await sdk.points(sdk.readers[reader]));
  }
  instrumentation.disable();
  await sdk.provider.shutdown();
  return collected;
}

test('a reader sees what it would see if it were alone, whenever another reads', async () => {
  const roots = livingTree('host', 'v2-set');
  const rising = fc
    .array(fc.nat(100), { minLength: 14, maxLength: 14 })
    .map((steps) => steps.map((_, at) => steps.slice(0, at + 1).reduce((sum, each) => sum + each)));
  await fc.assert(
    fc.asyncProperty(intervals, rising, async ([first, second], users) => {
      const [one, other] = await seen(roots, [first, second], users);
      const [alone] = await seen(roots, [first], users);
      const [otherAlone] = await seen(roots, [second], users);
      expect(one).toEqual(alone);
      expect(other).toEqual(otherAlone);
      expect(one?.at(-1)).toHaveProperty(['system.cpu.utilization{cpu.mode=user}']);
    }),
    { numRuns: 10 },
  );
});
