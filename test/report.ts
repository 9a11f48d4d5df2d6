/**
 * `node report.ts <kind>...`: what the suites of each kind said, a line a suite, and their sum as the last line.
 * Exits with 1 where a test failed, or a suite left no report.
 */
import { existsSync, globSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

export const ROOT: string = join(import.meta.dirname, '..');

/** `unit` is every workspace's own suite; the others stand in this one. */
export type Kind = 'unit' | 'compat' | 'stack';

interface Report {
  readonly success: boolean;
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly message: string;
    readonly assertionResults: readonly {
      readonly fullName: string;
      readonly status: string;
      readonly failureMessages?: readonly string[];
    }[];
  }[];
}

/** Where each suite of a kind leaves its report, under the name of the suite. */
function reportsOf(kind: Kind): Map<string, string> {
  if (kind !== 'unit')
    return new Map([[`test:${kind}`, join(ROOT, 'test/reports', `${kind}.json`)]]);
  const manifests = globSync('{packages/*,examples/*,collector-config,test}/package.json', {
    cwd: ROOT,
  });
  return new Map(
    manifests
      .map((path) => ({ path, manifest: JSON.parse(readFileSync(join(ROOT, path), 'utf8')) }))
      .filter(({ manifest }) => manifest.scripts?.test)
      .map(({ path, manifest }) => [
        manifest.name,
        join(ROOT, dirname(path), 'reports/vitest.json'),
      ]),
  );
}

/** Takes away what an earlier run left, so that no suite passes by its shadow. */
export function forget(kind: Kind): void {
  for (const path of reportsOf(kind).values()) rmSync(path, { force: true });
}

/** Prints the reports; `true` where every suite ran and nothing failed. */
export function print(kinds: readonly Kind[]): boolean {
  let passed = 0;
  let failed = 0;
  for (const [name, path] of kinds.flatMap((kind) => [...reportsOf(kind)])) {
    const suite = existsSync(path) ? suiteOf(JSON.parse(readFileSync(path, 'utf8'))) : undefined;
    passed += suite?.passed ?? 0;
    failed += suite?.failed ?? 1;
    const said = suite
      ? `${suite.passed} passed, ${suite.failed} failed, ${suite.skipped} skipped`
      : 'did not run';
    process.stdout.write(`${name}: ${said}\n`);
    for (const failure of suite?.failures ?? []) process.stdout.write(`  ${failure}\n`);
  }
  process.stdout.write(`${passed} passed, ${failed} failed\n`);
  return failed === 0 && passed > 0;
}

interface Suite {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** What failed and with which message, a line each: of a long log often only the end is kept. */
  readonly failures: readonly string[];
}

/** A file that could not be loaded, or an error outside of any test, counts as one failure. */
export function suiteOf(report: Report): Suite {
  const unloaded = report.testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
  );
  const outside = report.numFailedTests + unloaded.length === 0 && !report.success;
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + unloaded.length + (outside ? 1 : 0),
    skipped: report.numPendingTests,
    failures: [
      ...(outside ? ['an error outside of any test'] : []),
      ...unloaded.map(({ name, message }) => line(name, 'could not be loaded', message)),
      ...report.testResults.flatMap(({ name, assertionResults }) =>
        assertionResults
          .filter(({ status }) => status === 'failed')
          .map(({ fullName, failureMessages }) => line(name, fullName, failureMessages?.[0])),
      ),
    ],
  };
}

function line(file: string, test: string, message = ''): string {
  return `${relative(ROOT, file)}: ${test}: ${message.split('\n', 1)[0]}`;
}

if (import.meta.main) {
  const kinds = process.argv.slice(2) as Kind[];
  process.exitCode = print(kinds.length > 0 ? kinds : ['unit']) ? 0 : 1;
}
