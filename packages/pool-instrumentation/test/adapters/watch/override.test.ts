import { expect, test } from 'vitest';
import { override, overrideAll } from '../../../src/adapters/watch/override.ts';

class Greeter {
  greet(name: string): string {
    return `hello ${name}`;
  }
}

function loud(greeter: Greeter): Disposable {
  const { greet } = greeter;
  return override(greeter, 'greet', function (this: Greeter, name: string) {
    return greet.call(this, name).toUpperCase();
  });
}

test('stands before the method, hidden, with its name and length', () => {
  const greeter = new Greeter();
  loud(greeter);
  expect(greeter.greet('ann')).toBe('HELLO ANN');
  expect(Object.keys(greeter)).toEqual([]);
  expect([greeter.greet.name, greeter.greet.length]).toEqual(['greet', 1]);
});

test('leaves no trace', () => {
  const greeter = new Greeter();
  loud(greeter)[Symbol.dispose]();
  expect(Object.getOwnPropertyDescriptors(greeter)).toEqual({});
});

test('puts a property back as it was', () => {
  const greeter = new Greeter();
  greeter.greet = (name) => `bye ${name}`;
  const before = Object.getOwnPropertyDescriptors(greeter);
  loud(greeter)[Symbol.dispose]();
  expect(Object.getOwnPropertyDescriptors(greeter)).toEqual(before);
});

test('leaves what somebody put on top', () => {
  const greeter = new Greeter();
  const ours = loud(greeter);
  const theirs = () => 'theirs';
  greeter.greet = theirs;
  ours[Symbol.dispose]();
  expect(greeter.greet).toBe(theirs);
});

test('stands before no method where it cannot stand before all', () => {
  const greeter = Object.assign(new Greeter(), { part: () => 'bye' });
  Object.defineProperty(greeter, 'part', { writable: false, configurable: false });
  const before = Object.getOwnPropertyDescriptors(greeter);
  expect(() => overrideAll(greeter, { greet: () => 'oh', part: () => 'no' })).toThrow('part');
  expect(Object.getOwnPropertyDescriptors(greeter)).toEqual(before);
});
