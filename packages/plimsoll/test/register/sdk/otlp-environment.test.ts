import { expect, test, vi } from 'vitest';
import { readOtelEnvironment } from '../../../src/register/environment.ts';
import { checkOtlp } from '../../../src/register/sdk/otlp-environment.ts';

const PREFIX = 'OTEL_EXPORTER_OTLP_';

function warnings(
  variables: Record<string, string>,
  signal: 'METRICS' | 'LOGS' = 'METRICS',
  protocol = 'http/protobuf',
): string[] {
  const report = vi.fn();
  const faults = { report, absent: vi.fn(), guard: vi.fn() };
  checkOtlp(readOtelEnvironment(variables, faults), signal, protocol);
  return report.mock.calls.map(([warning]) => String(warning));
}

test.each([
  ['ENDPOINT', 'collector:4318'],
  ['ENDPOINT', '//user:hunter2@collector'],
  ['METRICS_ENDPOINT', 'http://user:hunter2@'],
  ['TIMEOUT', 'long'],
  ['COMPRESSION', 'brotli'],
  ['HEADERS', 'hunter2'],
  ['CERTIFICATE', '/there/is/no/such.pem'],
  ['METRICS_CLIENT_KEY', '/there/is/no/such.pem'],
  ['METRICS_TEMPORALITY_PREFERENCE', 'rising'],
])('names OTEL_EXPORTER_OTLP_%s where it is %s, and keeps the value to itself', (name, value) => {
  const [warning, ...more] = warnings({ [PREFIX + name]: value });
  expect(warning).toMatch(new RegExp(`^Expected ${PREFIX}${name} to be `));
  expect(warning).not.toContain(value);
  expect(more).toEqual([]);
});

test('has nothing to say of values that the exporters understand', () => {
  const good = {
    [`${PREFIX}ENDPOINT`]: 'https://collector:4318/base',
    [`${PREFIX}TIMEOUT`]: '2500',
    [`${PREFIX}COMPRESSION`]: 'gzip',
    [`${PREFIX}HEADERS`]: 'authorization=Bearer a==,tenant=b,',
    [`${PREFIX}CERTIFICATE`]: import.meta.filename,
    [`${PREFIX}METRICS_TEMPORALITY_PREFERENCE`]: 'Delta',
  };
  expect(warnings(good)).toEqual([]);
});

test('lets gRPC have an endpoint without a scheme', () => {
  expect(warnings({ [`${PREFIX}ENDPOINT`]: 'collector:4317' }, 'METRICS', 'grpc')).toEqual([]);
});

test('leaves the variables of another signal alone', () => {
  expect(warnings({ [`${PREFIX}METRICS_TIMEOUT`]: 'long' }, 'LOGS')).toEqual([]);
});
