import { type FakeClock, fakeClock } from '@plimsoll/kernel';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createGate, type Gate } from '../src/gate.ts';
import type { PressureLevel } from '../src/pressure-level.ts';

/** Work that ends when it is told to. */
function work() {
  let end = (): void => {};
  const promise = new Promise<string>((resolve) => {
    end = () => resolve('done');
  });
  return { run: () => promise, end };
}

describe('a gate', () => {
  test('lets in as many as there is room for, and the others in the order in which they came', async () => {
    const gate = createGate({ maxSize: 2 });
    const works = [work(), work(), work(), work()];
    const begun: number[] = [];
    const runs = works.map((each, index) =>
      gate.run(() => {
        begun.push(index);
        return each.run();
      }),
    );
    await Promise.resolve();
    expect([begun, gate.inside, gate.waiting]).toEqual([[0, 1], 2, 2]);
    works[1]?.end();
    expect(await runs[1]).toBe('done');
    expect([begun, gate.inside, gate.waiting]).toEqual([[0, 1, 2], 2, 1]);
    for (const each of works) each.end();
    await Promise.all(runs);
    expect([begun, gate.inside]).toEqual([[0, 1, 2, 3], 0]);
  });

  test('who gives up waiting takes no room', async () => {
    const gate = createGate({ maxSize: 1 });
    const first = work();
    const running = gate.run(first.run);
    const giving = new AbortController();
    const given = gate.run(() => 'never', { signal: giving.signal });
    const last = gate.run(() => 'last');
    giving.abort(new Error('too late'));
    await expect(given).rejects.toThrow('too late');
    await expect(gate.run(() => 1, { signal: giving.signal })).rejects.toThrow('too late');
    first.end();
    await running;
    expect(await last).toBe('last');
    expect([gate.inside, gate.waiting]).toEqual([0, 0]);
  });

  test('work that throws makes room', async () => {
    const gate = createGate({ maxSize: 1 });
    await expect(gate.run(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
    await expect(
      gate.run(() => {
        throw new Error('at once');
      }),
    ).rejects.toThrow('at once');
    expect(gate.inside).toBe(0);
  });

  test('is never above its size, whatever ends when', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 4 }),
        fc.array(fc.tuple(fc.boolean(), fc.nat(5)), { maxLength: 40 }),
        async (maxSize, steps) => {
          const gate = createGate({ maxSize });
          const open: ReturnType<typeof work>[] = [];
          const runs: Promise<string>[] = [];
          let inside = 0;
          let most = 0;
          for (const [begins, which] of steps) {
            if (begins) {
              const each = work();
              open.push(each);
              runs.push(
                gate.run(async () => {
                  most = Math.max(most, ++inside);
                  await each.run();
                  inside--;
                  return 'done';
                }),
              );
            } else open.splice(which % (open.length || 1), 1)[0]?.end();
            await new Promise((resolve) => setImmediate(resolve));
          }
          for (const each of open) each.end();
          await Promise.all(runs);
          expect(most).toBeLessThanOrEqual(maxSize);
          expect([gate.inside, gate.waiting]).toEqual([0, 0]);
        },
      ),
      { numRuns: 50 },
    );
  });

  /** So many at a time for 20 ms each, that often. */
  async function load(gate: Gate, clock: FakeClock, busy: number, turns: number): Promise<void> {
    for (let turn = 0; turn < turns; turn++) {
      const all = Array.from({ length: busy }, work);
      const runs = all.map(({ run }) => gate.run(run));
      await Promise.resolve();
      clock.advance(0.02);
      for (const each of all) each.end();
      await Promise.all(runs);
    }
  }

  test('comes down to what its load needs', async () => {
    const clock = fakeClock();
    const gate = createGate({ maxSize: 20, clock, coolDownMillis: 1000 });
    await load(gate, clock, 2, 25_000);
    expect(gate.size).toBeLessThanOrEqual(3);
    expect(gate.size).toBeGreaterThanOrEqual(2);
  });

  test.each([
    ['lets more in', { level: 'nominal' }, 6],
    ['lets no more in under pressure', { level: 'critical' }, 2],
    ['lets no more in where nobody can tell the pressure', undefined, 2],
  ])('%s when its load grows', async (_how, overall, size) => {
    const clock = fakeClock();
    const pressure = { overall } as PressureLevel;
    const gate = createGate({ maxSize: 6, clock, coolDownMillis: 1000, pressure });
    await load(gate, clock, 1, 15_000);
    await load(gate, clock, 6, 6000);
    expect(gate.size).toBe(size);
  });

  test('refuses what it cannot keep', () => {
    expect(() => createGate({} as never)).toThrow('Expected `maxSize` to be given');
    expect(() => createGate({ maxSize: 2, minSize: 3 })).toThrow(RangeError);
    expect(() => createGate({ maxSize: 0 })).toThrow(RangeError);
    expect(() => createGate({ maxSize: 2, size: 1 } as never)).toThrow(TypeError);
  });
});
