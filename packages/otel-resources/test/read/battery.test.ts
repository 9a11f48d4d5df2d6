import fc from 'fast-check';
import { expect, test } from 'vitest';
import { batteryOf, parseSupply } from '../../src/read/battery.ts';
import { parseMillidegrees } from '../../src/read/temperatures.ts';

const KEYS = [
  ...['STATUS', 'PRESENT', 'CAPACITY', 'CAPACITY_ALERT_MIN', 'CYCLE_COUNT', 'HEALTH'],
  ...['ENERGY_NOW', 'ENERGY_FULL', 'ENERGY_FULL_DESIGN', 'POWER_NOW'],
  ...['CHARGE_NOW', 'CHARGE_FULL', 'CHARGE_FULL_DESIGN', 'CURRENT_NOW'],
  ...['TIME_TO_EMPTY_NOW', 'TIME_TO_FULL_AVG'],
];
const value = fc.oneof(
  fc.integer().map(String),
  fc.constantFrom('0', 'Charging', 'Discharging', 'Full', 'Good', 'Dead', ''),
  fc.string(),
  fc.stringMatching(/^[0-9]{1,400}$/),
);

test('battery: makes ratios and times that can be, or nothing, of any properties', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.constantFrom(...KEYS), value)),
      fc.string(),
      (lines, alarm) => {
        const text = lines.map(([key, each]) => `POWER_SUPPLY_${key}=${each}\n`).join('');
        const battery = batteryOf('BAT0', parseSupply(text), alarm);
        if (!battery) return;
        const {
          charge,
          lowCharge = 0,
          health = 0,
          secondsLeft = 0,
          capacity = 1,
          cycles = 1,
        } = battery;
        for (const ratio of [charge, lowCharge, health]) {
          expect(ratio).toBeGreaterThanOrEqual(0);
          expect(ratio).toBeLessThanOrEqual(1);
        }
        for (const number of [secondsLeft, capacity, cycles]) {
          expect(number).toBeGreaterThanOrEqual(0);
          expect(Number.isFinite(number)).toBe(true);
        }
      },
    ),
    { numRuns: 1000 },
  );
});

test('battery: takes the first of two lines, and none that is cut off', () => {
  const text = 'POWER_SUPPLY_A=1\nPOWER_SUPPLY_A=2\nOTHER=3\nPOWER_SUPPLY_B=4';
  expect([...parseSupply(text)]).toEqual([['A', '1']]);
});

test('battery: gives no time that is beyond all batteries', () => {
  const properties = (power: number): ReadonlyMap<string, string> =>
    parseSupply(
      `POWER_SUPPLY_STATUS=Discharging\nPOWER_SUPPLY_ENERGY_NOW=9000000\nPOWER_SUPPLY_ENERGY_FULL=9000000\nPOWER_SUPPLY_POWER_NOW=${power}\n`,
    );
  expect(batteryOf('BAT0', properties(9_000_000))?.secondsLeft).toBe(3600);
  expect(batteryOf('BAT0', properties(1))).not.toHaveProperty('secondsLeft');
  expect(batteryOf('BAT0', properties(0))).not.toHaveProperty('secondsLeft');
});

test('temperature: makes a temperature that a chip survives, or nothing, of anything', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.integer().map((each) => `${each}\n`),
      ),
      (text) => {
        const celsius = parseMillidegrees(text);
        if (celsius !== undefined) expect(Math.abs(celsius)).toBeLessThan(200);
      },
    ),
  );
});
