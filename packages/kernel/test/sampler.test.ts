import { expect, test } from 'vitest';
import { createSampler, fakeClock } from '../src/index.ts';
import { recordedFaults } from './recorded.ts';

function fixture() {
  const clock = fakeClock();
  const { faults, said } = recordedFaults();
  const sampler = createSampler({ clock, intervalSeconds: 5, faults });
  const taken: [string, number][] = [];
  const take = (name: string) => (now: number) => void taken.push([name, now]);
  return { clock, said, sampler, taken, take };
}

test('samples at once, at each tick and when asked', () => {
  const { clock, sampler, taken, take } = fixture();
  clock.advance(1);
  sampler.add('cpu', take('cpu'));
  clock.advance(9);
  clock.advance(1);
  sampler.sample();
  expect(taken).toEqual([
    ['cpu', 1],
    ['cpu', 5],
    ['cpu', 10],
    ['cpu', 11],
  ]);
});

test('a sample that throws is reported and does not disturb the others', () => {
  const { clock, said, sampler, taken, take } = fixture();
  sampler.add('cpu', () => {
    throw new Error('no /proc');
  });
  sampler.add('heap', take('heap'));
  clock.advance(5);
  expect(said).toEqual(['cpu: sample failed: no /proc', 'cpu: sample failed: no /proc']);
  expect(taken).toEqual([
    ['heap', 0],
    ['heap', 5],
  ]);
});

test('samples no more what was taken away, though another has its name', () => {
  const { clock, sampler, taken, take } = fixture();
  const first = sampler.add('cpu', take('first'));
  sampler.add('cpu', take('second'));
  first[Symbol.dispose]();
  first[Symbol.dispose]();
  clock.advance(5);
  expect(taken).toEqual([
    ['first', 0],
    ['second', 0],
    ['second', 5],
  ]);
});

test('samples nothing once disposed', () => {
  const { clock, sampler, taken, take } = fixture();
  sampler.add('cpu', take('cpu'));
  sampler[Symbol.dispose]();
  clock.advance(50);
  sampler.sample();
  expect(taken).toEqual([['cpu', 0]]);
  expect(clock.timers).toBe(0);
});

test('goes on at another pace with one timer', () => {
  const { clock, sampler, taken, take } = fixture();
  sampler.add('cpu', take('cpu'));
  clock.advance(3);
  sampler.pace(2);
  clock.advance(4);
  expect(taken.map(([, at]) => at)).toEqual([0, 5, 7]);
  expect(clock.timers).toBe(1);
  sampler[Symbol.dispose]();
  expect(clock.timers).toBe(0);
});
