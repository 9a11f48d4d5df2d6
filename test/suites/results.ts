import { stripVTControlCharacters } from 'node:util';

type Result = 'pass' | 'fail' | 'skip';

/** What became of each test, by its name. */
export type Results = ReadonlyMap<string, Result>;

export type Counts = Readonly<Record<Result, number>>;

export function countsOf(results: Results): Counts {
  const counts = { pass: 0, fail: 0, skip: 0 };
  for (const result of results.values()) counts[result] += 1;
  return counts;
}

/** The tests that became something else attached, as `name: bare -> attached`. */
export function differences(bare: Results, attached: Results): string[] {
  return [...new Set([...bare.keys(), ...attached.keys()])]
    .filter((name) => bare.get(name) !== attached.get(name))
    .map((name) => `${name}: ${bare.get(name) ?? 'not run'} -> ${attached.get(name) ?? 'not run'}`);
}

/** Two tests of one name are told apart by their order. */
function collect(tests: Iterable<readonly [name: string, result: Result]>): Results {
  const results = new Map<string, Result>();
  for (const [name, result] of tests) {
    let unique = name;
    for (let number = 2; results.has(unique); number += 1) unique = `${name} (${number})`;
    results.set(unique, result);
  }
  return results;
}

/** The test points at `depth` of a TAP stream, https://testanything.org/tap-version-14-specification.html */
export function tapResults(output: string, depth: number): Results {
  const indent = '    '.repeat(depth);
  const point = new RegExp(`^${indent}(not ok|ok)\\b *\\d* *-? *(.*)$`);
  const tests: [string, Result][] = [];
  let group = '';
  for (const line of output.split('\n')) {
    if (depth > 0 && line.startsWith('# Subtest: ')) group = `${line.slice(11)} > `;
    const [, verdict, rest = ''] = point.exec(line) ?? [];
    if (!verdict) continue;
    const [name = '', directive = ''] = rest.split(/ *# *(?=skip|todo|time)/i);
    if (/^(skip|todo)/i.test(directive)) tests.push([group + name, 'skip']);
    else tests.push([group + name, verdict === 'ok' ? 'pass' : 'fail']);
  }
  return collect(tests);
}

interface MochaReport {
  readonly passes: readonly { readonly fullTitle: string }[];
  readonly failures: readonly { readonly fullTitle: string }[];
  readonly pending: readonly { readonly fullTitle: string }[];
}

/** The JSON reporter of Mocha, after whatever the tests themselves printed. */
export function mochaResults(output: string): Results {
  const report: MochaReport = JSON.parse(output.slice(output.indexOf('{\n  "stats"')));
  const all = (tests: MochaReport['passes'], result: Result): (readonly [string, Result])[] =>
    tests.map(({ fullTitle }) => [fullTitle, result]);
  return collect([
    ...all(report.passes, 'pass'),
    ...all(report.failures, 'fail'),
    ...all(report.pending, 'skip'),
  ]);
}

const POKU: Readonly<Record<string, Result>> = { PASS: 'pass', FAIL: 'fail', SKIP: 'skip' };

/** The compact reporter of Poku: a line for each file. */
export function pokuResults(output: string): Results {
  const lines = stripVTControlCharacters(output).split('\n');
  return collect(
    lines.flatMap((line) => {
      const [, word = '', file = ''] = /^ ?(PASS|FAIL|SKIP) +(\S+\.test\.\S+)/.exec(line) ?? [];
      const result = POKU[word];
      return result ? [[file, result] as const] : [];
    }),
  );
}
