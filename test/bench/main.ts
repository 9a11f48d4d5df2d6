/**
 * `npm run bench -- [--json] [--only <prefix of ids>] [--rounds <number>]`: what Plimsoll costs in CPU time, and what
 * others cost in the same run. Ends with 1 where something could not be measured.
 */
import { parseArgs } from 'node:util';
import { selected, subjectsOf } from './measurements.ts';
import { runRounds } from './rounds.ts';
import { rowsOf, table } from './rows.ts';

const ROUNDS = 3;

/** No round starts that would end after this, unless the rounds were asked for. */
const BUDGET_SECONDS = 180;

/** What a reader of the table has to know. */
const NOTES = `
CPU time of all threads and child processes, the lowest of all rounds. ratio = value / baseline.
collection.*              one sample and one collect after the other, with warm caches: core without host and heap, full with the
                          sensors that are off by default, rss2g with 2 GiB of memory in use, fds10k with 10,000 open files.
collection.vs.*           with the pauses that the other package needs to measure anew, so with cold caches. The baseline is
                          that package.
collection.stall.*        the longest of 3000 samples of the default set with pauses, from the first one on, and the fourth longest: how long one
                          holds up the event loop, without the time that other processes take from it.
collection.*.api          through the api and an SDK alone; all others by a reader that takes our metric producer.
import.*                  where node:http and the metrics SDK are loaded; the middle of 15 starts, memory without garbage.
pool.*.counts             what a pool says of itself, nothing around its methods; as those below, the baseline is the bare client.
pool.*.leaks              all metrics; the baseline is the same without a place of an acquire ever captured.
pool.*.all, .all.api      all metrics of a pool, by our reader or through the api alone; the baseline is the bare client.
pool.pg.select1           by our reader: pools that are observed and pools that are not by turns in one process, the median of the ratios
                          of windows beside each other, the middle round; .same is nothing against nothing.
leak.evidence             while a leak of the heap and of external memory is suspected, without the look at the end.
leak.http.p99             wall time, with the detector and without by turns; .same is nothing against nothing.
leak.memory               what the windows and series of a detector hold after 30 simulated days with 8 workers and 10 caches without a limit:
                          the heap after a collection, and external memory. .code is what its code holds after an hour.
leak.processor            a collection of 50 judged series by the processor alone; .memory is what these hold after 30 simulated days.
pool.pg.otel              its metrics alone; pool.generic-pool.otel its spans, for it has no metrics.
`;

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    only: { type: 'string', default: '' },
    rounds: { type: 'string' },
  },
});
const rounds = Number(values.rounds ?? ROUNDS);
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
  budgetSeconds: values.rounds === undefined ? BUDGET_SECONDS : Number.POSITIVE_INFINITY,
  onStart: (subject, round) => tell(`round ${round} of ${rounds}: ${subject}`),
  onFailure: (subject, reason) => tell(`\n*** ${subject} is NOT MEASURED: ${reason}\n`),
});
const rows = rowsOf(measurements, outcomes);
process.stdout.write(
  values.json ? `${JSON.stringify(rows, undefined, 2)}\n` : `${table(rows)}${NOTES}`,
);
if (outcomes.size < subjectsOf(measurements).length) process.exitCode = 1;
