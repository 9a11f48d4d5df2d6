import { describe, expect, test } from 'vitest';
import { diagWarnings } from '../diag-warnings.ts';
import { gathering } from './gathering.ts';

const warnings = diagWarnings();

describe('faults', () => {
  test('of a profiler that is in use are one diagnostic and no second attempt', () => {
    let attempts = 0;
    const { push, settle, told, clock } = gathering({
      start() {
        attempts += 1;
        throw new Error('another heap profiler is in use');
      },
    });
    for (let round = 0; round < 3; round++) {
      push('suspected', 8);
      push('confirmed', 20);
      settle();
      push('none');
      clock.advance(1e5);
    }
    expect(attempts).toBe(1);
    expect(told).toHaveLength(3);
    expect(warnings).toEqual([
      'test: the allocation sites of leaks cannot be found: another heap profiler is in use',
    ]);
  });

  test('of a profiler that was ended by somebody else lose the culprits and nothing else', async () => {
    const { push, settle, settled, told } = gathering({
      start: () => ({
        stop() {
          throw new Error('not started');
        },
        [Symbol.dispose]: () => {},
      }),
    });
    push('suspected', 8);
    push('confirmed', 20);
    settle();
    await settled();
    expect(told).toEqual([{ culprits: [], profileFile: undefined }]);
    expect(warnings).toEqual(['test: sampled allocations could not be read: not started']);
  });

  test('of the disk lose the file and nothing else', async () => {
    const { push, settle, settled, told } = gathering({
      save: () => Promise.reject(new Error('read-only file system')),
    });
    push('suspected', 8);
    push('confirmed', 20);
    settle();
    await settled();
    expect(told).toMatchObject([{ culprits: [{ functionName: 'keep' }], profileFile: undefined }]);
    expect(warnings).toEqual([
      'test: the heap profile could not be written: read-only file system',
    ]);
  });

  test('of a heap that is too large to look at are told before anything is sampled', () => {
    let affordable = false;
    const { push, settle, told, log } = gathering({ affordable: () => affordable });
    push('suspected', 8);
    push('confirmed', 20);
    settle();
    expect(log).toEqual([]);
    expect(told).toHaveLength(1);
    expect(warnings).toHaveLength(1);
    affordable = true;
    push('none');
    push('suspected', 8);
    affordable = false;
    push('confirmed', 40);
    settle();
    expect(log).toEqual(['start 196608', 'dispose']);
    expect(told).toHaveLength(2);
  });

  test('the file is named', async () => {
    const { push, settle, settled, told } = gathering({
      save: async () => '/evidence/1.heapprofile',
    });
    push('suspected', 8);
    push('confirmed', 20);
    settle();
    await settled();
    expect(told).toMatchObject([{ profileFile: '/evidence/1.heapprofile' }]);
  });
});
