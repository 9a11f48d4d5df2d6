import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseErrors } from '../../../src/read/gpu/drm/amd.ts';
import { parseNumber } from '../../../src/read/gpu/drm/attributes.ts';
import { parseDrmClient } from '../../../src/read/gpu/drm/fdinfo.ts';
import { parsePciAddress } from '../../../src/read/gpu/drm/index.ts';
import {
  fieldOf,
  fieldsRequest,
  memoryOf,
  memoryOf2,
  processMemoryOf,
  reasonsOf,
  SIZES,
  textOf,
} from '../../../src/read/gpu/nvml/structs.ts';

const bytes = (length: number): fc.Arbitrary<Buffer> =>
  fc.uint8Array({ minLength: length, maxLength: length }).map((array) => Buffer.from(array));

/** Whether every number below it is finite and not negative. */
function isSound(value: unknown): boolean {
  if (typeof value === 'number') return Number.isFinite(value) && value >= 0;
  return typeof value !== 'object' || value === null || Object.values(value).every(isSound);
}

test('has the sizes of nvml.h', () => {
  expect(SIZES).toEqual({
    memory: 24,
    memory2: 40,
    temperature: 12,
    fieldValue: 40,
    processInfo: 24,
  });
});

test('makes memory that is within its limit, or none, of any bytes', () => {
  const small = fc.bigInt(0n, 2n ** 40n);
  const near = fc.array(small, { minLength: 5, maxLength: 5 }).map((words) => {
    const buffer = Buffer.alloc(40);
    for (const [at, word] of words.entries()) buffer.writeBigUInt64LE(word, at * 8);
    return buffer;
  });
  fc.assert(
    fc.property(fc.oneof(bytes(40), near), (any) => {
      for (const told of [memoryOf(any), memoryOf2(any)]) {
        if (!told) continue;
        expect(isSound(told)).toBe(true);
        expect(told.memoryUsedBytes).toBeLessThanOrEqual(told.memoryLimitBytes);
        expect(told.memoryReservedBytes ?? 0).toBeLessThanOrEqual(told.memoryUsedBytes);
      }
    }),
  );
});

test('makes a number that is sound, or none, of any field', () => {
  const field = fc.tuple(bytes(40), fc.nat(8)).map(([buffer, type]) => {
    buffer.writeInt32LE(type, 24);
    buffer.writeInt32LE(0, 28);
    return buffer;
  });
  fc.assert(fc.property(field, (any) => isSound(fieldOf(any, 0))));
});

test('asks for each field at its place', () => {
  const request = fieldsRequest([82, 269]);
  expect([request.readUInt32LE(0), request.readUInt32LE(40), request.length]).toEqual([
    82, 269, 80,
  ]);
});

test('makes sound memory of any list of processes, however long it says it is', () => {
  fc.assert(
    fc.property(bytes(24 * 4), fc.nat(), fc.nat(3), (any, count, at) => {
      const pid = any.readUInt32LE(at * 24);
      return isSound(processMemoryOf(any, count, pid) ?? 0);
    }),
  );
  const none = Buffer.alloc(24, 0xff);
  expect(processMemoryOf(none, 1, 2 ** 32 - 1)).toBeUndefined();
});

test('names each reason once, of any mask', () => {
  fc.assert(
    fc.property(fc.bigInt(0n, 2n ** 64n - 1n), (mask) => {
      const reasons = reasonsOf(mask);
      expect(new Set(reasons).size).toBe(reasons.length);
      expect(reasons.length > 0).toBe(mask > 0n);
    }),
  );
});

test('takes text up to the first zero, and all where there is none', () => {
  expect(textOf(Buffer.from('GPU-1\0rest'))).toBe('GPU-1');
  expect(textOf(Buffer.from('GPU-1'))).toBe('GPU-1');
});

const FDINFO =
  'pos:\t0\ndrm-driver:\ti915\ndrm-client-id:\t7\ndrm-pdev:\t0000:00:02.0\ndrm-resident-local0:\t4096 KiB\ndrm-resident-system0:\t12 KiB\ndrm-engine-render:\t2500 ns\ndrm-engine-capacity-video:\t2\ndrm-engine-video:\t9 ns\n';

test('understands what the kernel keeps of an open GPU', () => {
  expect(parseDrmClient(FDINFO)).toEqual({
    card: '0000:00:02.0',
    id: '7',
    engines: { render: 2500, video: 9 },
    totals: {},
    memoryBytes: 4 * 1024 ** 2,
  });
  expect(parseDrmClient(FDINFO + FDINFO)).toEqual(parseDrmClient(FDINFO));
  expect(parseDrmClient('pos:\t0\nflags:\t02\n')).toBeUndefined();
});

test('makes plain data or nothing of any text', () => {
  const lines = FDINFO.split(/(?<=\n)/);
  const any = fc.oneof(
    fc.string(),
    fc.nat(FDINFO.length).map((end) => FDINFO.slice(0, end)),
    fc.shuffledSubarray(lines).map((some) => some.join('')),
    fc.stringMatching(/^[0-9]{1,400}$/).map((digits) => FDINFO.replace(/\d+/g, digits)),
    fc.constant(FDINFO.replace(/\d+/g, '-$&')),
  );
  fc.assert(
    fc.property(any, (text) => {
      expect(isSound(parseDrmClient(text))).toBe(true);
      expect(isSound(parseErrors(text))).toBe(true);
      expect(isSound(parseNumber(text) ?? 0)).toBe(true);
      expect(typeof parsePciAddress(text)).toMatch(/^(string|undefined)$/);
    }),
  );
});
