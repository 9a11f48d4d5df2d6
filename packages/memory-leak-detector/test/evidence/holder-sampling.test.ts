import { fakeClock } from '@plimsoll/kernel';
import { expect, test } from 'vitest';
import { culpritsOf } from '../../src/evidence/culprits.ts';
import { startHeapSampling } from '../../src/evidence/heap-sampling.ts';
import { startHolderSampling } from '../../src/evidence/holder-sampling.ts';

const sampleOf = (...files: string[]) => ({
  bytes: 100,
  order: 1,
  stack: files.map((file) => ({ functionName: 'make', file, line: 1, column: 1 })),
});

/** The objects that live on a heap which may be too large to be looked at. */
function heap() {
  const clock = fakeClock();
  const log: string[] = [];
  const size = { affordable: true };
  const sampling = startHolderSampling({
    clock,
    affordable: () => size.affordable,
    start(finestBytes) {
      log.push(`start ${finestBytes}`);
      return {
        stop() {
          log.push('stop');
          return { samples: SAMPLES, profile: undefined };
        },
        [Symbol.dispose]: () => void log.push('dispose'),
      };
    },
  });
  return { clock, log, size, sampling };
}

const SAMPLES = [
  sampleOf('node:internal/timers'),
  sampleOf('node:tls', '/app/tls.js', 'node:internal/timers'),
  sampleOf(),
];

test('what Node.js makes all alone holds nothing of the application', async () => {
  const { sampling } = heap();
  expect((await sampling.stop(0)).samples).toEqual([SAMPLES[1]]);
});

test('it is read after five minutes, and told when somebody asks', async () => {
  const { sampling, log, clock } = heap();
  clock.advance(299);
  expect(log).toEqual(['start 1024']);
  clock.advance(1);
  expect((await sampling.stop(0)).samples).toHaveLength(1);
  sampling[Symbol.dispose]();
  expect(log).toEqual(['start 1024', 'stop']);
});

test('a heap that is too large is not looked at, and that is no silence', async () => {
  const { sampling, log, clock, size } = heap();
  size.affordable = false;
  clock.advance(300);
  expect(log).toEqual(['start 1024', 'dispose']);
  await expect(sampling.stop(0)).rejects.toThrow('stand still for too long');
});

test('it ends without a look', () => {
  const { sampling, log, clock } = heap();
  sampling[Symbol.dispose]();
  clock.advance(1000);
  expect(log).toEqual(['start 1024', 'dispose']);
});

const images: Float64Array[] = [];
const modules: object[] = [];

/** `@types/node` has none. */
const { WebAssembly } = globalThis as unknown as {
  WebAssembly: { Memory: new (terms: { initial: number }) => object };
};

function keepImage(): void {
  images.push(new Float64Array(10_000));
}

function keepModule(): void {
  modules.push(new WebAssembly.Memory({ initial: 1 }));
}

function answer(): number {
  return JSON.stringify(Array.from({ length: 100 }, (_, index) => ({ index }))).length;
}

test.each([
  ['typed arrays', keepImage],
  ['WebAssembly', keepModule],
])('the memory of %s is told by who makes what holds it', async (_, keep) => {
  const sampling = startHolderSampling({
    clock: fakeClock(),
    start: startHeapSampling,
    affordable: () => true,
  });
  for (let round = 0; round < 200; round++) {
    answer();
    keep();
  }
  const [first] = culpritsOf((await sampling.stop(0)).samples);
  images.length = 0;
  modules.length = 0;
  expect(first).toMatchObject({
    functionName: keep.name,
    file: expect.stringContaining('holder-sampling.test.ts'),
  });
});
