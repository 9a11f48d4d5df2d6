import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createTurns } from '../../../src/adapters/watch/turns.ts';

test('those who come back stand in the order in which they left, before all who never did', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 6 }).chain((queued) =>
        fc.record({
          queued: fc.constant(queued),
          back: fc.shuffledSubarray([1, 2, 3, 4, 5, 6]),
        }),
      ),
      ({ queued, back }) => {
        const turns = createTurns<{ readonly turn: number }>();
        const items = [1, 2, 3, 4, 5, 6].map((turn) => ({ turn }));
        for (const item of items) turns.left(item);
        const queue = Array.from({ length: queued }, (_, index) => ({ turn: 10 + index }));
        const others = [...queue];
        for (const turn of back) turns.comeBack(queue, items[turn - 1] as { turn: number });
        const inOrder = back.toSorted((a, b) => a - b).map((turn) => items[turn - 1]);
        expect(queue).toEqual([...inOrder, ...others]);
      },
    ),
  );
});

test('one who comes back as another has his turn', () => {
  const turns = createTurns<{ readonly name: string }>();
  const [first, second, again] = [{ name: 'first' }, { name: 'second' }, { name: 'again' }];
  turns.left(first);
  turns.left(second);
  const queue: { readonly name: string }[] = [];
  turns.comeBack(queue, second);
  turns.comeBack(queue, again, first);
  expect(queue).toEqual([again, second]);
});
