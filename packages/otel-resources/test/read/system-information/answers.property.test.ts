import fc from 'fast-check';
import { expect, test } from 'vitest';
import { powerOf } from '../../../src/read/system-information/battery.ts';
import { diskOperationsOf } from '../../../src/read/system-information/disks.ts';
import { memoryOf } from '../../../src/read/system-information/memory.ts';
import { networkDevicesOf } from '../../../src/read/system-information/network.ts';
import { filesystemsOf } from '../../../src/read/system-information/storage.ts';
import { temperaturesOf } from '../../../src/read/system-information/temperature.ts';
import { recorded } from '../../portable.ts';

const PLATFORMS = ['darwin', 'win32'] as const;
const KEYS = [
  ...'total available buffcache swaptotal swapfree iface rx_bytes tx_bytes rx_errors'.split(' '),
  ...'tx_errors rx_dropped tx_dropped fs mount type size used rw rIO wIO'.split(' '),
  ...'hasBattery percent maxCapacity designedCapacity cycleCount timeRemaining acConnected'.split(
    ' ',
  ),
  ...'isCharging additionalBatteries main cores'.split(' '),
];
const value = fc.oneof(
  fc.double(),
  fc.nat(),
  fc.constantFrom(null, undefined, 'APFS', 'ntfs', '/', Number.NaN, -1, true),
  fc.string(),
);
const record = fc.dictionary(fc.constantFrom(...KEYS), value);
const answer = fc.oneof(record, fc.array(fc.oneof(record, value)), value, fc.anything());

function numbersOf(told: unknown): number[] {
  if (typeof told === 'number') return [told];
  if (typeof told !== 'object' || told === null) return [];
  return Object.values(told).flatMap(numbersOf);
}

test('makes finite numbers that are not negative, or nothing, of any answer', () => {
  fc.assert(
    fc.property(answer, fc.constantFrom(...PLATFORMS), (any, platform) => {
      const told = [
        memoryOf(any),
        diskOperationsOf(any),
        networkDevicesOf(any, platform),
        filesystemsOf(any, platform),
        powerOf(any, platform),
      ];
      for (const each of numbersOf(told)) {
        expect(each).toSatisfy(Number.isFinite);
        expect(each).toBeGreaterThanOrEqual(0);
      }
      for (const each of numbersOf(temperaturesOf(any, platform)))
        expect(each).toSatisfy(Number.isFinite);
    }),
    { numRuns: 1000 },
  );
});

test.each(['darwin-laptop', 'win32-desktop'])('%s: no field of an answer is needed', (name) => {
  const { platform, answers } = recorded(name);
  const without = (told: unknown, key: string): unknown =>
    Array.isArray(told)
      ? told.map((each) => without(each, key))
      : Object.fromEntries(Object.entries(told ?? {}).filter(([own]) => own !== key));
  for (const key of KEYS) {
    expect(() => memoryOf(without(answers.mem, key))).not.toThrow();
    expect(() => networkDevicesOf(without(answers.networkStats, key), platform)).not.toThrow();
    expect(() => filesystemsOf(without(answers.fsSize, key), platform)).not.toThrow();
    expect(() => powerOf(without(answers.battery, key), platform)).not.toThrow();
    expect(() => temperaturesOf(without(answers.cpuTemperature, key), platform)).not.toThrow();
  }
});
