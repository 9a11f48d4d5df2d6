import { describe, expect, test } from 'vitest';
import { gathering, MEBIBYTE } from './gathering.ts';

describe('evidence', () => {
  test('is not gathered of what is healthy', () => {
    const { push, log, clock, gatherer } = gathering();
    push('unknown');
    push('none');
    clock.advance(1e6);
    gatherer.tick();
    push('none');
    expect(log).toEqual([]);
  });

  test('is gathered from suspicion on and told when a leak is confirmed', async () => {
    const { push, settle, settled, told, log, gatherer } = gathering();
    push('suspected', 8);
    push('suspected', 14);
    push('confirmed', 20);
    settle();
    expect(told).toEqual([]);
    await settled();
    expect(told).toMatchObject([{ culprits: [{ functionName: 'keep', share: 1 }] }]);
    expect(gatherer.evidence).toBe(told[0]);
    expect(log).toEqual(['start 196608', 'stop']);
  });

  test('is as fine as the head-room asks for, between 128 and 512 KiB a sample', () => {
    const { push, log } = gathering();
    push('suspected', 8, { limit: 10 * MEBIBYTE });
    push('none');
    const large = gathering();
    large.push('suspected', 8, { limit: 8 * 1024 * MEBIBYTE });
    expect([log[0], large.log[0]]).toEqual(['start 131072', 'start 524288']);
  });

  test('waits for sixteen samples, or a minute', async () => {
    const { push, settle, settled, told, log, clock, gatherer } = gathering();
    push('suspected', 8);
    push('confirmed', 9);
    settle();
    push('confirmed', 10);
    clock.advance(59);
    gatherer.tick();
    expect(log).toHaveLength(1);
    clock.advance(1);
    gatherer.tick();
    await settled();
    expect(told).toHaveLength(1);
    const fast = gathering();
    fast.push('suspected', 8);
    fast.push('confirmed', 9);
    fast.settle();
    fast.push('confirmed', 11.1);
    await fast.settled();
    expect(fast.told).toHaveLength(1);
  });

  test('waits for as long as samples are few, where that is asked for', async () => {
    const { push, settle, settled, told, clock, gatherer } = gathering({ leastSeconds: 40 });
    push('suspected', 8);
    push('confirmed', 60);
    settle();
    clock.advance(39);
    gatherer.tick();
    await settled();
    expect(told).toEqual([]);
    clock.advance(1);
    gatherer.tick();
    await settled();
    expect(told).toHaveLength(1);
  });

  test('is read with the growth that is expected until the last collection', async () => {
    const expected: number[] = [];
    const { push, settle, settled, clock, gatherer } = gathering({
      start: () => ({
        stop(bytes) {
          expected.push(bytes);
          return { samples: [], profile: undefined };
        },
        [Symbol.dispose]: () => {},
      }),
    });
    const grow = async (collectedAfter?: number): Promise<void> => {
      push('suspected', 8, { growthRate: 1000 });
      clock.advance(20);
      if (collectedAfter !== undefined) gatherer.collected();
      clock.advance(10);
      push('confirmed', 30, { growthRate: 1000 });
      settle();
      await settled();
      push('none');
      clock.advance(1e4);
    };
    await grow();
    await grow(20);
    expect(expected).toEqual([30_000, 20_000]);
  });

  test('waits for no longer than a tenth of the time that is left', async () => {
    const { push, settle, settled, told, clock, gatherer } = gathering();
    push('suspected', 8);
    push('confirmed', 9, { timeLeftSeconds: 50 });
    settle();
    clock.advance(4.9);
    gatherer.tick();
    await settled();
    expect(told).toEqual([]);
    clock.advance(0.1);
    gatherer.tick();
    await settled();
    expect(told).toHaveLength(1);
  });

  test('of a suspicion that stays one is read when its time is over, and told at once later', async () => {
    const { push, settle, settled, told, log, clock, gatherer } = gathering();
    push('suspected', 8);
    clock.advance(600);
    gatherer.tick();
    await settled();
    expect(log).toEqual(['start 196608', 'stop']);
    push('confirmed', 20);
    settle();
    expect(told).toMatchObject([{ culprits: [{ functionName: 'keep' }] }]);
  });

  test('is dropped without a look when the suspicion is, and not gathered again for as long as it was', () => {
    const { push, log, clock } = gathering();
    push('suspected', 8);
    clock.advance(50);
    push('none');
    expect(log).toEqual(['start 196608', 'dispose']);
    clock.advance(49);
    push('suspected', 8);
    push('none');
    expect(log).toHaveLength(2);
    clock.advance(1);
    push('suspected', 8);
    expect(log).toEqual(['start 196608', 'dispose', 'start 196608']);
  });

  test('is not gathered for as long as it was after its time, either', async () => {
    const { push, settled, log, clock, gatherer } = gathering();
    push('suspected', 8);
    clock.advance(600);
    gatherer.tick();
    await settled();
    push('none');
    clock.advance(599);
    push('suspected', 8);
    push('none');
    expect(log).toEqual(['start 196608', 'stop']);
    clock.advance(1);
    push('suspected', 8);
    expect(log).toEqual(['start 196608', 'stop', 'start 196608']);
  });

  test('of one alarm is not told of the next', async () => {
    const { push, settle, settled, told, gatherer } = gathering();
    push('suspected', 8);
    push('confirmed', 30);
    settle();
    push('none');
    push('suspected', 8);
    await settled();
    expect(gatherer.evidence.culprits).toEqual([]);
    expect(told).toHaveLength(1);
  });

  test('is given up when it is disposed, and what waits for it is told', () => {
    const { push, settle, told, log, gatherer } = gathering();
    push('suspected', 8);
    push('confirmed', 9);
    settle();
    gatherer[Symbol.dispose]();
    expect(log).toEqual(['start 196608', 'dispose']);
    expect(told).toEqual([{ culprits: [], profileFile: undefined }]);
  });
});
