/**
 * `npm run suites -- <name> [--path DIR] [--json] [file...]`: runs the test suite of a client, or only these files of it, bare
 * and with Plimsoll attached to its pools, and tells what differs. What differs is run again, three times each way: a test that fails attached and never bare
 * differs, one that now and then fails bare too is told as flaky. Without a name it lists the suites and how to get each. Ends
 * with 1 where something differs or could not be run.
 */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { countsOf, differences, differing } from './results.ts';
import { runSuite } from './run.ts';
import { type Command, SUITES } from './suites.ts';

/** Each way. With the first, a test that fails every second time shows so bare in 15 of 16 cases. */
const RERUNS = 3;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { path: { type: 'string' }, json: { type: 'boolean', default: false } },
});
const tell = (text: string): void => void process.stdout.write(`${text}\n`);
const complain = (text: string): void => {
  process.stderr.write(`${text}\n`);
  process.exitCode = 1;
};
const [name, ...files] = positionals;
if (name === undefined) list();
else compare(name);

function list(): void {
  for (const [each, { get, needs }] of Object.entries(SUITES))
    tell(`${each}: needs ${needs}\n${get.map((line) => `  ${line}\n`).join('')}`);
}

function compare(client: string): void {
  const suite = SUITES[client];
  if (!suite)
    throw new RangeError(`Expected a name of ${Object.keys(SUITES).join(', ')}, got \`${client}\``);
  if (values.path === undefined) {
    complain(`The sources of ${client} are not here. In an empty folder:\n
${suite.get.map((line) => `  ${line}`).join('\n')}\n
Then, here: npm run suites -- ${client} --path <that folder>. It needs ${suite.needs}.`);
    return;
  }
  const path = resolve(process.env.INIT_CWD ?? '.', values.path);
  const { run, runFiles } = suite;
  if (files.length > 0 && !runFiles)
    throw new RangeError(`Expected no files: those of ${client} cannot be run alone`);
  const command: Command = runFiles && files.length > 0 ? [...runFiles, ...files] : run;
  const bare = runSuite(suite, path, false, command);
  const attached = runSuite(suite, path, true, command);
  const counts = { bare: countsOf(bare.results), attached: countsOf(attached.results) };
  if (values.json) tell(JSON.stringify({ name: client, ...counts }));
  else {
    for (const [how, { pass, fail, skip }] of Object.entries(counts))
      tell(`${how.padEnd(10)}${pass} passed, ${fail} failed, ${skip} skipped`);
    tell(`pools that were observed: ${attached.pools}`);
  }
  const again = differing(bare.results, attached.results);
  const [runs, attachedRuns] = [[bare.results], [attached.results]];
  const those = filesOf(again, path);
  const rerun: Command = runFiles && those.length > 0 ? [...runFiles, ...those] : command;
  for (let turn = 0; turn < RERUNS && again.length > 0; turn += 1) {
    runs.push(runSuite(suite, path, false, rerun).results);
    attachedRuns.push(runSuite(suite, path, true, rerun).results);
  }
  for (const { name, runs: outcome, flaky } of differences(runs, attachedRuns))
    if (flaky) process.stderr.write(`flaky, bare too: ${name}: ${outcome}\n`);
    else complain(`differs: ${name}: ${outcome}`);
  if (attached.pools === 0) complain('Nothing was compared: no pool of this suite was observed.');
}

/** The files of these tests; none where one does not tell its own. */
function filesOf(names: readonly string[], path: string): string[] {
  const files = [...new Set(names.map((name) => name.split(' > ')[0] ?? ''))];
  return files.every((file) => existsSync(join(path, file))) ? files : [];
}
