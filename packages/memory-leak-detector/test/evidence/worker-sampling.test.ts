import { readFileSync } from 'node:fs';
import { fakeClock } from '@plimsoll/kernel';
import { expect, test } from 'vitest';
import { startWorkerSampling, workersCanBeSampled } from '../../src/evidence/worker-sampling.ts';

const PROFILE = readFileSync(new URL('profiles/promise-race.heapprofile', import.meta.url), 'utf8');

/** A worker whose profiler says what it is asked. */
function workerOf(stop: () => Promise<string>) {
  const asked: unknown[] = [];
  return {
    asked,
    async startHeapProfile(options: object) {
      asked.push(options);
      return {
        stop() {
          asked.push('stop');
          return stop();
        },
      };
    },
  };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

test('a worker is sampled by the profiler that Node.js has for it', async () => {
  const worker = workerOf(async () => PROFILE);
  const sampling = startWorkerSampling(worker, 131072, fakeClock());
  const { samples, profile } = await sampling.stop(0);
  expect(samples).toHaveLength(JSON.parse(PROFILE).samples.length);
  expect(profile).toEqual(JSON.parse(PROFILE));
  expect(worker.asked).toEqual([{ sampleInterval: 131072, stackDepth: 32 }, 'stop']);
});

test('what is no longer wanted is ended, and a worker that has ended meanwhile is no fault', async () => {
  const worker = workerOf(() => Promise.reject(new Error('Worker instance not running')));
  startWorkerSampling(worker, 1, fakeClock())[Symbol.dispose]();
  await turn();
  expect(worker.asked.at(-1)).toBe('stop');
});

test('one that somebody else samples fails at the look, and there alone', async () => {
  const startHeapProfile = () => Promise.reject(new Error('heap profiler have been started'));
  const sampling = startWorkerSampling({ startHeapProfile }, 1, fakeClock());
  await turn();
  await expect(sampling.stop(0)).rejects.toThrow('have been started');
  sampling[Symbol.dispose]();
  await turn();
});

test('one that hangs is waited for half a minute', async () => {
  const clock = fakeClock();
  const sampling = startWorkerSampling(
    workerOf(() => new Promise(() => {})),
    1,
    clock,
  );
  const stopped = sampling.stop(0);
  clock.advance(29);
  await expect(Promise.race([stopped, turn()])).resolves.toBeUndefined();
  clock.advance(1);
  await expect(stopped).rejects.toThrow('does not answer');
});

test('one that Node.js has no profiler for is refused', () => {
  expect(() => startWorkerSampling({}, 1, fakeClock())).toThrow('cannot be sampled');
});

test('none is sampled where its end would end the process', () => {
  const startHeapProfile = () => ({ stop: () => '' });
  expect(workersCanBeSampled({ v8: {}, inspector: undefined })).toBe(false);
  expect(workersCanBeSampled({ v8: { startHeapProfile }, inspector: undefined })).toBe(true);
});
