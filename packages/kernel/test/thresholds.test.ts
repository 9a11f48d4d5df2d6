import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { createThresholds, numberOption } from '../src/index.ts';
import { recordedFaults } from './recorded.ts';

const RULES = {
  suspected: numberOption(0.2, { min: 0, max: 1 }),
  confirmed: numberOption(0.5, { min: 0, max: 1 }),
};

function thresholds() {
  const { faults, said } = recordedFaults();
  const made = createThresholds({
    rules: RULES,
    initial: { suspected: 0.1, confirmed: 0.4 },
    where: 'thresholds',
    faults,
    check({ suspected, confirmed }) {
      if (confirmed < suspected) throw new RangeError('out of order');
    },
  });
  return { made, said };
}

test('changes some, and tells of it with all of them', () => {
  const { made } = thresholds();
  const listener = vi.fn();
  made.subscribe(listener);
  made.set({ suspected: 0.3 });
  expect(made.values).toEqual({ suspected: 0.3, confirmed: 0.4 });
  expect(listener.mock.calls).toEqual([[{ suspected: 0.3, confirmed: 0.4 }]]);
});

test('gives one its default for undefined', () => {
  const { made } = thresholds();
  made.set({ confirmed: undefined });
  expect(made.values).toEqual({ suspected: 0.1, confirmed: 0.5 });
});

test('says nothing where nothing changes', () => {
  const { made } = thresholds();
  const listener = vi.fn();
  made.subscribe(listener);
  made.set({ suspected: 0.1 });
  made.set({});
  expect(listener).not.toHaveBeenCalled();
});

test.each([
  [{ suspected: 2 }, RangeError],
  [{ suspected: Number.NaN }, RangeError],
  [{ suspected: '0.1' }, TypeError],
  [{ suspected: 0.3, colour: 1 }, TypeError],
  [{ suspected: 0.45 }, RangeError],
  [{ suspected: 0.2, confirmed: 0.1 }, RangeError],
  [null, TypeError],
  [[0.1], TypeError],
  [0.1, TypeError],
])('refuses %j, and changes none', (changes, error) => {
  const { made } = thresholds();
  expect(() => made.set(changes as never)).toThrow(error);
  expect(made.values).toEqual({ suspected: 0.1, confirmed: 0.4 });
});

test('tells nobody who has left, even in the middle of a change', () => {
  const { made } = thresholds();
  const [second, third] = [vi.fn(), vi.fn()];
  const control = new AbortController();
  made.subscribe(() => control.abort());
  made.subscribe(second, { signal: control.signal });
  made.subscribe(third)[Symbol.dispose]();
  made.subscribe(third, { signal: AbortSignal.abort() });
  made.set({ suspected: 0.2 });
  expect(second).not.toHaveBeenCalled();
  expect(third).not.toHaveBeenCalled();
});

test('a listener that throws is one diagnostic, and the others are told', () => {
  const { made, said } = thresholds();
  const second = vi.fn();
  made.subscribe(() => {
    throw new Error('broken');
  });
  made.subscribe(second);
  made.set({ suspected: 0.2 });
  made.set({ suspected: 0.3 });
  expect(second).toHaveBeenCalledTimes(2);
  expect(new Set(said)).toEqual(new Set(['a subscriber of thresholds failed: broken']));
});

test('its values cannot be changed past it', () => {
  const { made } = thresholds();
  expect(() => Object.assign(made.values, { suspected: 1 })).toThrow(TypeError);
});

test('whatever is set, the values satisfy the rules and their order', () => {
  const change = fc.record(
    { suspected: fc.double(), confirmed: fc.double() },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(fc.array(change), (changes) => {
      const { made } = thresholds();
      for (const each of changes) {
        try {
          made.set(each);
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError);
        }
        const { suspected, confirmed } = made.values;
        expect(suspected >= 0 && suspected <= confirmed && confirmed <= 1).toBe(true);
      }
    }),
  );
});
