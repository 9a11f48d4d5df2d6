import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ROOT, suiteOf } from '../report.ts';

const FILE = join(ROOT, 'packages/kernel/test/options.test.ts');

const GREEN = {
  success: true,
  numPassedTests: 1,
  numFailedTests: 0,
  numPendingTests: 2,
  testResults: [
    {
      name: FILE,
      status: 'passed',
      message: '',
      assertionResults: [{ fullName: 'an option is known', status: 'passed', failureMessages: [] }],
    },
  ],
};

describe('the report of a suite', () => {
  test('counts what passed and what was skipped', () => {
    expect(suiteOf(GREEN)).toEqual({ passed: 1, failed: 0, skipped: 2, failures: [] });
  });

  test('names a test that failed, its file and the first line of its message', () => {
    const failed = {
      fullName: 'an option is refused',
      status: 'failed',
      failureMessages: ['AssertionError: expected 1 to be 2\n    at options.test.ts:3:7'],
    };
    const report = {
      ...GREEN,
      success: false,
      numFailedTests: 1,
      testResults: [
        { name: FILE, status: 'failed', message: '', assertionResults: [failed] },
        ...GREEN.testResults,
      ],
    };
    expect(suiteOf(report)).toEqual({
      passed: 1,
      failed: 1,
      skipped: 2,
      failures: [
        'packages/kernel/test/options.test.ts: an option is refused: AssertionError: expected 1 to be 2',
      ],
    });
  });

  test('counts a file that could not be loaded as a failure, and names it', () => {
    const testResults = [
      { name: FILE, status: 'failed', message: "Cannot find module './x'", assertionResults: [] },
    ];
    expect(suiteOf({ ...GREEN, success: false, testResults })).toMatchObject({
      failed: 1,
      failures: [
        "packages/kernel/test/options.test.ts: could not be loaded: Cannot find module './x'",
      ],
    });
  });

  test('counts an error outside of any test as a failure', () => {
    expect(suiteOf({ ...GREEN, success: false })).toMatchObject({
      failed: 1,
      failures: ['an error outside of any test'],
    });
  });
});
