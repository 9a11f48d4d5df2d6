import { DiagLogLevel, diag } from '@opentelemetry/api';
import { afterEach, expect, test } from 'vitest';
import { createFaults } from '../src/index.ts';

afterEach(() => diag.disable());

function logged() {
  const lines: string[] = [];
  const fault: { error?: Error } = {};
  const write = (level: string) => (message: string) => {
    lines.push(`${level} ${message}`);
    if (fault.error) throw fault.error;
  };
  const logger = {
    error: write('error'),
    warn: write('warn'),
    info: write('info'),
    debug: write('debug'),
    verbose: write('verbose'),
  };
  diag.setLogger(logger, { logLevel: DiagLogLevel.ALL, suppressOverrideMessage: true });
  lines.length = 0;
  return { lines, fault };
}

test('warns once for each cause, with the scope and the message', () => {
  const { lines } = logged();
  const faults = createFaults('scope');
  faults.report('cpu: sample failed', new Error('no /proc'));
  faults.report('cpu: sample failed', new Error('no /proc again'));
  faults.report('heap: sample failed');
  expect(lines).toEqual([
    'warn scope: cpu: sample failed: no /proc',
    'warn scope: heap: sample failed',
  ]);
});

test('says at debug that something is not to be had', () => {
  const { lines } = logged();
  const faults = createFaults('scope');
  faults.absent('pressure: no PSI');
  faults.absent('pressure: no PSI');
  expect(lines).toEqual(['debug scope: pressure: no PSI']);
});

test('hands on what a guarded action answers, and reports what it throws', () => {
  const { lines } = logged();
  const faults = createFaults('scope');
  expect(faults.guard('a', () => 7)).toBe(7);
  const answer = faults.guard('b', () => {
    throw new AggregateError([new Error('x'), 'y']);
  });
  expect(answer).toBeUndefined();
  expect(lines).toEqual(['warn scope: b: x; y']);
});

test('is silent after 256 causes', () => {
  const { lines } = logged();
  const faults = createFaults('scope');
  for (let cause = 0; cause < 300; cause++) faults.report(`cause ${cause}`);
  expect(lines).toHaveLength(256);
});

test('throws nothing where the logger of the application throws', () => {
  const { lines, fault } = logged();
  fault.error = new Error('disk full');
  createFaults('scope').report('cause', Object.create(null));
  createFaults('scope').report('cause');
  delete fault.error;
  expect(lines).toEqual(['warn scope: cause']);
});
