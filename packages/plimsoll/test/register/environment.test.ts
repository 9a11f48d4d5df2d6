import { expect, test, vi } from 'vitest';
import { readOtelEnvironment } from '../../src/register/environment.ts';

function read(variables: Record<string, string>) {
  const report = vi.fn();
  const faults = { report, absent: vi.fn(), guard: vi.fn() };
  return { environment: readOtelEnvironment(variables, faults), report };
}

test('refuses a time that no timer can wait, which would pass at once', () => {
  const { environment, report } = read({ INTERVAL: '3000000000' });
  expect(environment.positive('INTERVAL', 60_000)).toBe(60_000);
  expect(report).toHaveBeenCalledExactlyOnceWith(
    "Expected INTERVAL to be an integer from 1 to 2147483647; using 60000, got '3000000000'",
  );
});

test('takes the longest time of a timer', () => {
  const { environment, report } = read({ INTERVAL: '2147483647' });
  expect(environment.positive('INTERVAL', 60_000)).toBe(2_147_483_647);
  expect(report).not.toHaveBeenCalled();
});

test('warns of a switch that is neither true nor false', () => {
  const { environment, report } = read({ OFF: 'yes', ON: 'False', UNSET: '' });
  environment.checkSwitches(['OFF', 'ON', 'UNSET', 'MISSING']);
  expect(report).toHaveBeenCalledExactlyOnceWith(
    "Expected OFF to be true or false; using false, got 'yes'",
  );
});
