import { describe, expect, test } from 'vitest';
import { settle } from './generic/rig.ts';
import { createPoolRegistry, server } from './registries.ts';

describe('a limit over all pools', () => {
  test('is kept by closing what is idle in another pool', async () => {
    const { own, generic, most, open } = server();
    const registry = createPoolRegistry({ limit: 3 });
    registry.add('a', own('a'));
    registry.add('b', generic('b'));
    const all = (name: string) =>
      Promise.all([1, 2, 3].map(() => registry.withClient(name, settle)));
    await all('a');
    expect(open.size).toBe(3);
    await all('b');
    await all('a');
    expect(most()).toBe(3);
  });

  test('lets those beyond wait their turn, and gives the place of one that fails to the next', async () => {
    const { own, most } = server();
    const registry = createPoolRegistry({ limit: 2 });
    registry.add('a', own('a'));
    registry.add('b', own('b'));
    const order: number[] = [];
    const works = Array.from({ length: 12 }, (_each, turn) =>
      registry.withClient(turn % 2 ? 'a' : 'b', async () => {
        order.push(turn);
        await settle();
        if (turn % 3 === 0) throw new Error('the work');
      }),
    );
    await Promise.allSettled(works);
    expect(order).toEqual(Array.from({ length: 12 }, (_each, turn) => turn));
    expect(most()).toBe(2);
  });

  test('does not close an idle connection for one that can be lent', async () => {
    const { own, ended } = server();
    const registry = createPoolRegistry({ limit: 2 });
    registry.add('a', own('a'));
    registry.add('b', own('b'));
    await registry.withClient('a', () => {});
    await registry.withClient('b', () => {});
    await registry.withClient('a', () => {});
    await registry.withClient('b', () => {});
    expect(ended).toEqual([]);
  });
});
