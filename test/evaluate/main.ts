/**
 * `npm run evaluate:leaks -- --cases DIR [--minutes N] [--jobs N] [--only NAME] [--node PATH] [--state DIR] [--json]`: runs
 * every case of a corpus in a process of its own, with the collections that V8 does by itself, and tells what the detector
 * and others made of it. What was run is not run again by the same code. Ends with 1 where a case could not be run.
 * `--replay` runs nothing: it judges what was recorded in `--state` by the verdict of today.
 * `--simulate [--days N] [--seed S]` simulates healthy days and leaks instead, on two threads.
 */
import { execFileSync } from 'node:child_process';
import { join, resolve, sep } from 'node:path';
import { parseArgs } from 'node:util';
import { readCorpus } from './corpus.ts';
import { evaluate, fingerprint, runsOf } from './evaluation.ts';
import type { Outcome } from './outcome.ts';
import { bundleProbe } from './processes.ts';
import { planOf } from './simulation/plan.ts';
import { reportOf, simulationTable } from './simulation/report.ts';
import { simulateAll } from './simulation/workers.ts';
import { summaryOf } from './summary.ts';
import { tableOf } from './table.ts';

const THREADS = 2;
const PROGRESS_EVERY = 1000;

const { values } = parseArgs({
  options: {
    cases: { type: 'string' },
    minutes: { type: 'string', default: '10' },
    jobs: { type: 'string', default: '1' },
    only: { type: 'string', default: '' },
    node: { type: 'string', default: process.execPath },
    state: { type: 'string' },
    json: { type: 'boolean', default: false },
    replay: { type: 'boolean', default: false },
    simulate: { type: 'boolean', default: false },
    days: { type: 'string', default: '10000' },
    seed: { type: 'string', default: '1' },
  },
});

await (values.simulate ? simulation() : evaluation(values.cases));

async function simulation(): Promise<void> {
  const days = Math.round(numberOf('days', values.days, 1, 1e6));
  const plan = planOf(days, Math.round(numberOf('seed', values.seed, 0, 1e9)));
  let told = 0;
  const results = await simulateAll(plan, THREADS, (done) => {
    if (done < told + PROGRESS_EVERY) return;
    told = done;
    tell(`${done} of ${plan.length}`);
  });
  const report = reportOf(results);
  print(report, simulationTable(report));
}

async function evaluation(corpus: string | undefined): Promise<void> {
  if (!corpus) throw new TypeError('Expected `--cases` to be the folder of a corpus');
  const cases = here(corpus);
  const minutes = numberOf('minutes', values.minutes, 0.01, 1440);
  const jobs = Math.floor(numberOf('jobs', values.jobs, 1, 64));
  const version = ['-p', 'process.versions.node'];
  const node = values.node.includes(sep) ? here(values.node) : values.node;
  const nodeVersion = execFileSync(node, version, { encoding: 'utf8' }).trim();
  const runs = runsOf(readCorpus(cases), values.only);
  if (runs.length === 0)
    throw new RangeError(`Expected \`--only\` to be the start of a name, got \`${values.only}\``);
  const judged = await evaluate(runs, {
    node,
    nodeVersion,
    probe: await bundleProbe(),
    seconds: minutes * 60,
    jobs,
    state: values.state
      ? here(values.state)
      : join(import.meta.dirname, '../reports/evaluate', fingerprint(minutes)),
    replayed: values.replay,
    onEnd: ({ name, variant, verdict }) => tell(`${name} ${variant}: ${verdict}`),
    onFailure({ each, variant }, reason) {
      process.exitCode = 1;
      tell(`\n*** ${each.name} ${variant} is NOT EVALUATED: ${reason}\n`);
    },
  });
  const outcomes = judged
    .map(({ outcome }) => outcome)
    .sort((a, b) => a.name.localeCompare(b.name) || a.variant.localeCompare(b.variant));
  const summary = summaryOf(judged);
  print({ cases: outcomes.map(jsonOf), summary }, tableOf(outcomes, summary));
}

/** A path as whoever called npm means it, which runs this in the folder of the workspace. */
function here(path: string): string {
  return resolve(process.env.INIT_CWD ?? '.', path);
}

function jsonOf(outcome: Outcome): object {
  const { name, variant, verdict, delaySeconds, area, culprit, due, undecidable } = outcome;
  return { name, variant, verdict, delaySeconds, area, culprit, due, undecidable };
}

function print(json: object, table: string): void {
  process.stdout.write(values.json ? `${JSON.stringify(json, undefined, 2)}\n` : table);
}

function tell(line: string): void {
  process.stderr.write(`${line}\n`);
}

function numberOf(name: string, text: string, min: number, max: number): number {
  const value = Number(text);
  if (!(value >= min && value <= max))
    throw new RangeError(`Expected \`--${name}\` to be from ${min} to ${max}, got \`${text}\``);
  return value;
}
