/**
 * `npm run bench -- [--json] [--only <prefix of ids>] [--rounds <number>]`: what Plimsoll costs in CPU time, and what
 * others cost in the same run. Ends with 1 where something could not be measured.
 */
import { parseArgs } from 'node:util';
import { selected, subjectsOf } from './measurements.ts';
import { runRounds } from './rounds.ts';
import { rowsOf, table } from './rows.ts';

const ROUNDS = 3;

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    only: { type: 'string', default: '' },
    rounds: { type: 'string', default: String(ROUNDS) },
  },
});
const rounds = Number(values.rounds);
if (!Number.isInteger(rounds) || rounds < 1 || rounds > 100)
  throw new RangeError(
    `Expected \`--rounds\` to be a whole number from 1 to 100, got \`${values.rounds}\``,
  );
const measurements = selected(values.only);
if (measurements.length === 0)
  throw new RangeError(`Expected \`--only\` to be the start of an id, got \`${values.only}\``);

const tell = (line: string): void => void process.stderr.write(`${line}\n`);
const outcomes = await runRounds(subjectsOf(measurements), {
  rounds,
  onStart: (subject, round) => tell(`round ${round} of ${rounds}: ${subject}`),
  onFailure: (subject, reason) => tell(`\n*** ${subject} is NOT MEASURED: ${reason}\n`),
});
const rows = rowsOf(measurements, outcomes);
process.stdout.write(values.json ? `${JSON.stringify(rows, undefined, 2)}\n` : table(rows));
if (outcomes.size < subjectsOf(measurements).length) process.exitCode = 1;
