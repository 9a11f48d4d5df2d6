import { createFaults } from '@plimsoll/kernel';
import { afterEach, expect, test } from 'vitest';
import { OPENTELEMETRY_API } from '../../src/register/api.ts';
import { takeDiagnostics } from '../../src/register/diagnostics.ts';

const before = Reflect.get(globalThis, OPENTELEMETRY_API);
let taken: Disposable | undefined;

afterEach(() => {
  taken?.[Symbol.dispose]();
  Reflect.set(globalThis, OPENTELEMETRY_API, before);
});

function printed(logLevel: string | undefined): string[] {
  const lines: string[] = [];
  taken = takeDiagnostics(logLevel, (line) => lines.push(line));
  const faults = createFaults('test');
  faults.report('a part failed', new Error('why'));
  faults.report('a part failed', new Error('why'));
  faults.absent('a part is not here');
  return lines;
}

test('prints warnings once each where the application has no diag logger', () => {
  expect(printed(undefined)).toEqual(['test: a part failed: why\n']);
});

test('prints more at debug level, and nothing where it is to be silent', () => {
  expect(printed('DEBUG')).toHaveLength(2);
  expect(printed('none')).toEqual([]);
  expect(printed('error')).toEqual([]);
});

test('leaves everything to the diag logger of the application, whatever the version of its api', () => {
  const logged: string[] = [];
  const diag = {
    warn: (text: string) => logged.push(text),
    debug: (text: string) => logged.push(text),
  };
  Reflect.set(globalThis, OPENTELEMETRY_API, { version: '1.3.0', diag });
  expect(printed('none')).toEqual([]);
  expect(logged).toEqual(['test: a part failed: why', 'test: a part is not here']);
});
