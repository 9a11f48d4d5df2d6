import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  countsOf,
  differences,
  differing,
  lineResults,
  mochaResults,
  pokuResults,
  type Results,
  tapResults,
} from '../suites/results.ts';
import { runSuite } from '../suites/run.ts';
import { NODE_TEST, type Suite } from '../suites/suites.ts';
import { newestOfEachMinor } from '../suites/supported.ts';

const LOOKS_INSIDE: Suite = {
  get: ['npm install'],
  needs: 'nothing',
  classes: { 'generic-pool/lib/Pool': 'Pool.cjs' },
  run: ['node', '--test-reporter=tap', 'pool.test.cjs'],
  results: (output) => tapResults(output, 0),
};

const FOLDER = join(import.meta.dirname, '../suites/fixtures/looks-inside');

const IS_GIVEN: Suite = {
  get: ['npm install'],
  needs: 'nothing',
  given: ['Client.cjs'],
  run: [...NODE_TEST, 'client.test.cjs'],
  results: lineResults,
};

describe('a suite', { timeout: 60_000 }, () => {
  test('that looks inside a pool differs when attached, and nothing else does', () => {
    const bare = runSuite(LOOKS_INSIDE, FOLDER, false);
    const attached = runSuite(LOOKS_INSIDE, FOLDER, true);
    expect(countsOf(bare.results)).toEqual({ pass: 2, fail: 0, skip: 1 });
    expect(bare.pools).toBe(0);
    expect(attached.pools).toBe(2);
    expect(differing(bare.results, attached.results)).toEqual(['has no method of its own']);
  });

  test('of a class that nobody finds has each of its instances observed', () => {
    const folder = join(FOLDER, '../is-given');
    const [bare, attached] = [false, true].map((how) => runSuite(IS_GIVEN, folder, how));
    expect(attached?.pools).toBe(2);
    expect(attached?.results).toEqual(bare?.results);
    expect([...(bare?.results ?? [])]).toEqual([
      ['client.test.cjs > is of its class', 'pass'],
      ['client.test.cjs > has a subclass', 'pass'],
      ['client.test.cjs > is not run', 'skip'],
    ]);
  });

  test('whose program is not there says how to install it', () => {
    const suite: Suite = { ...LOOKS_INSIDE, run: ['no-such-runner'] };
    expect(() => runSuite(suite, FOLDER, false)).toThrow(
      /no-such-runner is not installed.*npm install/s,
    );
  });

  test('without the class of the client is refused', () => {
    const suite: Suite = { ...LOOKS_INSIDE, classes: { 'generic-pool/lib/Pool': 'lib/Pool.js' } };
    expect(() => runSuite(suite, FOLDER, false)).toThrow('lib/Pool.js is not in');
  });

  test('that gives no results is a failure', () => {
    const suite: Suite = { ...LOOKS_INSIDE, run: ['node', '--version'] };
    expect(() => runSuite(suite, FOLDER, false)).toThrow('gave no results');
  });
});

test('the points of a TAP stream are told by their file, and those of one name by their order', () => {
  const stream = `TAP version 14
# Subtest: test/a-test.js
    # Subtest: one
        ok 1 - inner
        1..1
    ok 1 - one # time=5ms
    not ok 2 - two # time=5ms
    ok 3 - two # SKIP no server
ok 1 - test/a-test.js # time=9ms
`;
  expect([...tapResults(stream, 1)]).toEqual([
    ['test/a-test.js > one', 'pass'],
    ['test/a-test.js > two', 'fail'],
    ['test/a-test.js > two (2)', 'skip'],
  ]);
});

test('the report of Mocha is found after what the tests printed', () => {
  const report = {
    stats: {},
    passes: [{ fullTitle: 'a' }],
    failures: [{ fullTitle: 'b' }],
    pending: [],
  };
  expect([...mochaResults(`{ printed }\n${JSON.stringify(report, undefined, 2)}`)]).toEqual([
    ['a', 'pass'],
    ['b', 'fail'],
  ]);
});

test('the lines of Poku are read without their colours, and what was skipped in its sum', () => {
  const lines = [
    '\u001b[102m\u001b[1m PASS \u001b[0m test/unit/parsers/test-text-parser.test.mts',
    '\u001b[101m\u001b[1m FAIL \u001b[0m test/integration/test-server-close.test.mts',
    '\u001b[2m\u001b[1m1)\u001b[0m \u001b[4mtest/integration/test-server-close.test.mts\u001b[0m',
    '\u001b[42m\u001b[1m PASS › 1 \u001b[0m \u001b[101m\u001b[1m FAIL › 1 \u001b[0m \u001b[104m\u001b[1m SKIP › 1 \u001b[0m',
  ];
  const results = pokuResults(lines.join('\n'));
  expect([...results]).toEqual([
    ['test/unit/parsers/test-text-parser.test.mts', 'pass'],
    ['test/integration/test-server-close.test.mts', 'fail'],
    ['skipped within a file', 'skip'],
  ]);
  expect(countsOf(results)).toEqual({ pass: 1, fail: 1, skip: 1 });
});

test('a test that was not run attached is a difference', () => {
  expect(differences([new Map([['a', 'pass']])], [new Map()])).toEqual([
    { name: 'a', runs: 'pass -> not run', flaky: false },
  ]);
});

test('what differs is flaky only where bare it became all that it became attached', () => {
  const bare = runsOf(['pass', 'fail'], ['pass', 'pass'], ['fail', 'pass']);
  const attached = runsOf(['fail', 'pass'], ['pass', 'pass'], ['fail', 'pass']);
  expect(differences(bare, attached)).toEqual([
    { name: 'test 0', runs: 'pass, pass, fail -> fail, pass, fail', flaky: true },
    { name: 'test 1', runs: 'fail, pass, pass -> pass, pass, pass', flaky: true },
  ]);
  const [first, ...more] = bare;
  const stable = [first as Results, ...more.map(() => first as Results)];
  expect(differences(stable, attached).map(({ flaky }) => flaky)).toEqual([false, false]);
});

function runsOf(...runs: readonly ('pass' | 'fail')[][]): Results[] {
  return runs.map((results) => new Map(results.map((result, index) => [`test ${index}`, result])));
}

test('of each minor that is supported the newest patch is run', () => {
  const published = [
    '2.9.9',
    '3.0.0',
    '3.10.1',
    '3.9.2',
    '3.9.10',
    '4.0.0-rc.1',
    '4.0.0',
    '3.10.0',
  ];
  expect(newestOfEachMinor(published, '3.0')).toEqual(['3.0.0', '3.9.10', '3.10.1', '4.0.0']);
  expect(newestOfEachMinor(published, '3.10')).toEqual(['3.10.1', '4.0.0']);
});
