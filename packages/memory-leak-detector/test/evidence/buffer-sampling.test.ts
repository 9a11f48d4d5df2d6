import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, describe, expect, onTestFinished, test } from 'vitest';
import { startBufferSampling } from '../../src/evidence/buffer-sampling.ts';
import { culpritsOf } from '../../src/evidence/culprits.ts';
import { fileShare } from '../../src/samples/file-share.ts';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** A collection takes what no running job has looked at. */
async function collected(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
  collect();
}

const KIBIBYTE = 1024;
const NAMES = ['alloc', 'allocUnsafe', 'allocUnsafeSlow', 'from', 'concat'];
const descriptors = () => NAMES.map((name) => Object.getOwnPropertyDescriptor(Buffer, name));
const ORIGINAL = descriptors();
const kept: unknown[] = [];
afterEach(() => {
  kept.length = 0;
});

function keepSlice(): void {
  kept.push(Buffer.alloc(64 * KIBIBYTE).subarray(0, 16));
}

function drop(): number {
  return Buffer.alloc(64 * KIBIBYTE).length;
}

describe('sampling of buffers', () => {
  test('finds who allocated the memory that is still held, and at which line', async () => {
    const sampling = startBufferSampling(64 * KIBIBYTE);
    for (let round = 0; round < 10; round++) {
      for (let left = 20; left > 0; left--) keepSlice();
      for (let left = 20; left > 0; left--) drop();
      await collected();
      sampling.collected?.();
    }
    const { samples, profile } = sampling.stop();
    const [first, second] = culpritsOf(samples);
    expect(first).toMatchObject({ functionName: 'keepSlice', share: 1 });
    expect(first?.file).toContain('buffer-sampling.test');
    expect(first?.bytes).toBeGreaterThan(0.6 * 200 * 64 * KIBIBYTE);
    expect(first?.bytes).toBeLessThan(1.4 * 200 * 64 * KIBIBYTE);
    expect([second, profile]).toEqual([undefined, undefined]);
  });

  test('leaves out what this package makes', () => {
    const sampling = startBufferSampling(1);
    for (let left = 3; left > 0; left--) fileShare();
    keepSlice();
    expect(sampling.stop().samples).toHaveLength(1);
  });

  test('counts nothing that was made after the last collection, if there was one', () => {
    const sampling = startBufferSampling(1);
    keepSlice();
    sampling.collected?.();
    keepSlice();
    expect(sampling.stop().samples).toHaveLength(1);
    const uncollected = startBufferSampling(1);
    keepSlice();
    expect(uncollected.stop().samples).toHaveLength(1);
  });

  test('sees every way to make a buffer, and no view of memory that is there already', () => {
    const sampling = startBufferSampling(1);
    const made = [
      Buffer.alloc(1000),
      Buffer.allocUnsafe(2000),
      Buffer.allocUnsafeSlow(3000),
      Buffer.from('x'.repeat(4000)),
    ];
    const view = Buffer.from(new ArrayBuffer(50));
    const all = Buffer.concat(made, 5000);
    sampling.collected?.();
    const bytes = sampling.stop().samples.map((sample) => sample.bytes);
    expect(bytes).toEqual(expect.arrayContaining([1000, 2000, 3000, 4000, 5000]));
    expect(bytes).not.toContain(50);
    expect([view.length, all.length]).toEqual([50, 5000]);
  });

  test('keeps no more than four thousand samples, which then stand for more', () => {
    const sampling = startBufferSampling(1);
    for (let left = 10_000; left > 0; left--) kept.push(Buffer.alloc(64));
    sampling.collected?.();
    const { samples } = sampling.stop();
    const sum = samples.reduce((total, { bytes }) => total + bytes, 0);
    expect(samples.length).toBeLessThanOrEqual(4096);
    expect(sum).toBeGreaterThan(0.8 * 640_000);
    expect(sum).toBeLessThan(1.2 * 640_000);
  });

  test.each(['stop', Symbol.dispose] as const)('leaves `Buffer` as it was after %s', (end) => {
    const sampling = startBufferSampling(KIBIBYTE);
    expect(Buffer.alloc).not.toBe(ORIGINAL[0]?.value);
    expect([Buffer.alloc.name, Buffer.alloc.length]).toEqual(['alloc', 3]);
    sampling[end]();
    for (const [index, each] of descriptors().entries()) {
      expect(each).toEqual(ORIGINAL[index]);
      expect(each?.value).toBe(ORIGINAL[index]?.value);
    }
  });

  test('leaves whoever wrapped `Buffer` after it in place, and does nothing any more', () => {
    const makers = { ...Buffer } as never as Record<string, (size: number) => Buffer>;
    const sampling = startBufferSampling(1, makers as never);
    const inner = makers.alloc as (size: number) => Buffer;
    const wrapper = (size: number): Buffer => inner(size);
    makers.alloc = wrapper;
    const { samples } = sampling.stop();
    expect(makers.alloc).toBe(wrapper);
    expect(makers.alloc(10).length).toBe(10);
    expect(samples).toEqual([]);
  });

  test('what the application makes of its stacks is left to it', () => {
    const { prepareStackTrace, stackTraceLimit } = Error;
    const mine = (): string => 'mine';
    Error.prepareStackTrace = mine;
    Error.stackTraceLimit = 3;
    const sampling = startBufferSampling(1);
    keepSlice();
    sampling.collected?.();
    const { samples } = sampling.stop();
    expect(Error.prepareStackTrace).toBe(mine);
    expect(Error.stackTraceLimit).toBe(3);
    Object.assign(Error, { prepareStackTrace, stackTraceLimit });
    expect(samples[0]?.stack[0]?.functionName).toBe('keepSlice');
  });

  test('takes samples without their places where an application has frozen `Error`', () => {
    for (const key of ['stackTraceLimit', 'prepareStackTrace'] as const) {
      const before = Object.getOwnPropertyDescriptor(Error, key);
      Object.defineProperty(Error, key, { value: Error[key], writable: false, configurable: true });
      onTestFinished(() => {
        Reflect.deleteProperty(Error, key);
        if (before) Object.defineProperty(Error, key, before);
      });
    }
    const sampling = startBufferSampling(1);
    keepSlice();
    expect(sampling.stop().samples).toMatchObject([{ stack: [] }]);
  });
});
