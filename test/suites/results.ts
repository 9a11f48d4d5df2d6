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

/** A test that became something else attached. */
export interface Difference {
  readonly name: string;
  /** What became of it in each run bare and attached, as `pass, pass -> fail, pass`. */
  readonly runs: string;
  /** Whether whatever became of it attached did so bare too. */
  readonly flaky: boolean;
}

/** The names of the tests that became something else attached. */
export function differing(bare: Results, attached: Results): string[] {
  return [...new Set([...bare.keys(), ...attached.keys()])].filter(
    (name) => bare.get(name) !== attached.get(name),
  );
}

/** What differs between the first run bare and the first attached, as the later runs of each show it. */
export function differences(bare: readonly Results[], attached: readonly Results[]): Difference[] {
  const [first, firstAttached] = [bare[0] ?? new Map(), attached[0] ?? new Map()];
  const became = (name: string, runs: readonly Results[]): string[] =>
    runs.map((results) => results.get(name) ?? 'not run');
  return differing(first, firstAttached).map((name) => {
    const [seen, seenAttached] = [became(name, bare), became(name, attached)];
    return {
      name,
      runs: `${seen.join(', ')} -> ${seenAttached.join(', ')}`,
      flaky: seenAttached.every((result) => seen.includes(result)),
    };
  });
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

/** What `reporter.mjs` writes, between whatever the tests themselves printed. */
export function lineResults(output: string): Results {
  return collect(
    output
      .split('\n')
      .filter((line) => line.startsWith('{"name":'))
      .map((line): { name: string; result: Result } => JSON.parse(line))
      .map(({ name, result }) => [name, result]),
  );
}

/**
 * The compact reporter of Poku: a line for each file. What was skipped in them stands only in the sum at the end, and in
 * none where files were named: there they passed.
 */
export function pokuResults(output: string): Results {
  const lines = stripVTControlCharacters(output).split('\n');
  const files = lines.flatMap((line): [string, Result][] => {
    const [, word, file] = /^ ?(PASS|FAIL) +(\S+\.test\.\S+)/.exec(line) ?? [];
    return file ? [[file, word === 'PASS' ? 'pass' : 'fail']] : [];
  });
  const [, skipped] = /\bSKIP › (\d+)/.exec(lines.join('\n')) ?? [];
  const skips = Array.from({ length: Number(skipped ?? 0) }, (): [string, Result] => [
    'skipped within a file',
    'skip',
  ]);
  return collect([...files, ...skips]);
}
