import { Session } from 'node:inspector';
import { afterEach, describe, expect, test } from 'vitest';
import { culpritsOf } from '../../src/evidence/culprits.ts';
import {
  type ProfilerModules,
  profilerModules,
  readsWithoutCollection,
  startHeapSampling,
} from '../../src/evidence/heap-sampling.ts';

const SAMPLE_BYTES = 64 * 1024;

let session: Session | undefined;
afterEach(() => session?.disconnect());

function post(method: string): unknown {
  session ??= new Session();
  session.connect();
  let error: unknown;
  session.post(method, (failure) => {
    error = failure;
  });
  session.disconnect();
  session = undefined;
  return error;
}

/** Whether somebody samples allocations now. */
function sampling(): boolean {
  return post('HeapProfiler.getSamplingProfile') === null;
}

const kept: unknown[] = [];

function keepForEver(index: number): void {
  kept.push(Array.from({ length: 20 }, (_, at) => ({ index, at })));
}

describe('sampling of allocations', () => {
  test('finds who allocated what is still there', () => {
    const started = startHeapSampling(SAMPLE_BYTES);
    for (let index = 0; index < 20_000; index++) keepForEver(index);
    const { samples, profile } = started.stop();
    const [first] = culpritsOf(samples);
    expect(first?.file).toContain('heap-sampling.test.ts');
    expect(profile).toMatchObject({ head: { children: expect.any(Array) } });
    expect(sampling()).toBe(false);
    kept.length = 0;
  });

  test('ends when it is disposed', () => {
    const started = startHeapSampling(SAMPLE_BYTES);
    expect(sampling()).toBe(true);
    started[Symbol.dispose]();
    expect(sampling()).toBe(false);
  });

  test('leaves alone whom it finds sampling already', () => {
    session = new Session();
    session.connect();
    session.post('HeapProfiler.startSampling');
    expect(() => startHeapSampling(SAMPLE_BYTES)).toThrow();
    let error: unknown;
    session.post('HeapProfiler.stopSampling', (failure) => {
      error = failure;
    });
    expect(error).toBeNull();
  });

  test('is refused where the runtime has no inspector', () => {
    const none: ProfilerModules = { v8: undefined, inspector: undefined };
    expect(() => startHeapSampling(SAMPLE_BYTES, none)).toThrow('this runtime has no inspector');
  });

  test('takes the profiler of Node 26 where there is one, which reads without a collection', () => {
    const asked: unknown[] = [];
    const profile = { head: { id: 1, callFrame: {}, children: [] }, samples: [] };
    const modules: ProfilerModules = {
      v8: {
        startHeapProfile(options) {
          asked.push(options);
          return { stop: () => JSON.stringify(profile) };
        },
      },
      inspector: undefined,
    };
    expect(readsWithoutCollection(modules)).toBe(true);
    expect(startHeapSampling(SAMPLE_BYTES, modules).stop()).toEqual({ samples: [], profile });
    expect(asked).toEqual([{ sampleInterval: SAMPLE_BYTES, stackDepth: 32 }]);
  });

  test('knows this runtime', () => {
    expect(profilerModules().inspector?.Session).toBe(Session);
  });
});
