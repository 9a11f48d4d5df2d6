/**
 * `npm run suites -- <name> [--path DIR] [--json]`: runs the test suite of a client bare and with Plimsoll attached to its
 * pools, and tells what differs. Without a name it lists the suites and how to get each. Ends with 1 where something differs
 * or could not be run.
 */
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { countsOf, differences } from './results.ts';
import { runSuite } from './run.ts';
import { SUITES } from './suites.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { path: { type: 'string' }, json: { type: 'boolean', default: false } },
});
const tell = (text: string): void => void process.stdout.write(`${text}\n`);
const complain = (text: string): void => {
  process.stderr.write(`${text}\n`);
  process.exitCode = 1;
};
const [name, ...more] = positionals;
if (more.length > 0) throw new TypeError(`Expected one name, got ${positionals.length}`);
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
  const bare = runSuite(suite, path, false);
  const attached = runSuite(suite, path, true);
  const counts = { bare: countsOf(bare.results), attached: countsOf(attached.results) };
  if (values.json) tell(JSON.stringify({ name: client, ...counts }));
  else {
    for (const [how, { pass, fail, skip }] of Object.entries(counts))
      tell(`${how.padEnd(10)}${pass} passed, ${fail} failed, ${skip} skipped`);
    tell(`names of the pools that were observed: ${attached.pools}`);
  }
  for (const line of differences(bare.results, attached.results)) complain(`differs: ${line}`);
  if (attached.pools === 0) complain('Nothing was compared: no pool of this suite was observed.');
}
