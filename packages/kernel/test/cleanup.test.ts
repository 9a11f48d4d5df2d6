import { expect, test } from 'vitest';
import { begin, createCleanup } from '../src/index.ts';

function fixture() {
  const undone: string[] = [];
  return { undone, undo: (name: string) => () => void undone.push(name) };
}

const fail = (message: string) => () => {
  throw new Error(message);
};

test('undoes last first, and once', () => {
  const { undone, undo } = fixture();
  const cleanup = createCleanup();
  cleanup.defer(undo('first'));
  cleanup.use({ [Symbol.dispose]: undo('second') });
  cleanup[Symbol.dispose]();
  cleanup[Symbol.dispose]();
  expect(undone).toEqual(['second', 'first']);
});

test('hands back what it is to dispose of', () => {
  const resource = { [Symbol.dispose]() {} };
  expect(createCleanup().use(resource)).toBe(resource);
});

test('throws together what clean-ups throw, and runs the others', () => {
  const { undone, undo } = fixture();
  const cleanup = createCleanup();
  cleanup.defer(fail('a'));
  cleanup.defer(undo('between'));
  cleanup.defer(fail('b'));
  expect(() => cleanup[Symbol.dispose]()).toThrow(
    expect.objectContaining({ errors: [new Error('b'), new Error('a')] }),
  );
  expect(undone).toEqual(['between']);
});

test('undoes what it began where a start fails', () => {
  const { undone, undo } = fixture();
  expect(() =>
    begin((cleanup) => {
      cleanup.defer(undo('first'));
      throw new Error('second failed');
    }),
  ).toThrow('second failed');
  expect(undone).toEqual(['first']);
});

test('says both where a start and its clean-up fail', () => {
  const start = (): unknown =>
    begin((cleanup) => {
      cleanup.defer(fail('undo'));
      throw new Error('start');
    });
  expect(start).toThrow(
    expect.objectContaining({
      errors: [new Error('start'), expect.objectContaining({ errors: [new Error('undo')] })],
    }),
  );
});

test('undoes a start that went well when it is disposed', () => {
  const { undone, undo } = fixture();
  const running = begin((cleanup) => cleanup.defer(undo('part')));
  expect(undone).toEqual([]);
  running[Symbol.dispose]();
  expect(undone).toEqual(['part']);
});
