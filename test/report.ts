/**
 * `node report.ts <kind>...`: what the suites of each kind said, a line a suite, and their sum as the last line.
 * Exits with 1 where a test failed, or a suite left no report.
 */
import { existsSync, globSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';

export const ROOT: string = join(import.meta.dirname, '..');

/** `unit` is every workspace's own suite; the others stand in this one. */
export type Kind = 'unit' | 'compat' | 'stack';

interface Report {
  readonly success: boolean;
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly testResults: readonly {
    readonly status: string;
    readonly assertionResults: readonly unknown[];
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
    const suite = existsSync(path) ? read(path) : undefined;
    passed += suite?.passed ?? 0;
    failed += suite?.failed ?? 1;
    const said = suite
      ? `${suite.passed} passed, ${suite.failed} failed, ${suite.skipped} skipped`
      : 'did not run';
    process.stdout.write(`${name}: ${said}\n`);
  }
  process.stdout.write(`${passed} passed, ${failed} failed\n`);
  return failed === 0 && passed > 0;
}

/** A file that could not be loaded, or an error outside of any test, counts as one failure. */
function read(path: string): { passed: number; failed: number; skipped: number } {
  const report: Report = JSON.parse(readFileSync(path, 'utf8'));
  const unloaded = report.testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
  ).length;
  const failed = report.numFailedTests + unloaded;
  return {
    passed: report.numPassedTests,
    failed: failed === 0 && !report.success ? 1 : failed,
    skipped: report.numPendingTests,
  };
}

if (import.meta.main) {
  const kinds = process.argv.slice(2) as Kind[];
  process.exitCode = print(kinds.length > 0 ? kinds : ['unit']) ? 0 : 1;
}
