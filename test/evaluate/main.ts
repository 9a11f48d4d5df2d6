/**
 * `npm run evaluate:leaks -- --cases DIR [--minutes N] [--jobs N] [--only NAME] [--node PATH] [--state DIR] [--json]`: runs
 * every case of a corpus in a process of its own, with the collections that V8 does by itself, and tells what the detector
 * and others made of it. What was run is not run again by the same code. Ends with 1 where a case could not be run.
 */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { readCorpus } from './corpus.ts';
import { evaluate, fingerprint, runsOf } from './evaluation.ts';
import type { Outcome } from './outcome.ts';
import { bundleProbe } from './processes.ts';
import { summaryOf } from './summary.ts';
import { tableOf } from './table.ts';

const { values } = parseArgs({
  options: {
    cases: { type: 'string' },
    minutes: { type: 'string', default: '10' },
    jobs: { type: 'string', default: '1' },
    only: { type: 'string', default: '' },
    node: { type: 'string', default: process.execPath },
    state: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
});
if (!values.cases) throw new TypeError('Expected `--cases` to be the folder of a corpus');
const minutes = numberOf('minutes', values.minutes, 0.01, 1440);
const jobs = Math.floor(numberOf('jobs', values.jobs, 1, 64));
const nodeVersion = execFileSync(values.node, ['-p', 'process.versions.node'], {
  encoding: 'utf8',
}).trim();
const runs = runsOf(readCorpus(values.cases), values.only);
if (runs.length === 0)
  throw new RangeError(`Expected \`--only\` to be the start of a name, got \`${values.only}\``);

const tell = (line: string): void => void process.stderr.write(`${line}\n`);
let failed = 0;
const judged = await evaluate(runs, {
  node: values.node,
  nodeVersion,
  probe: await bundleProbe(),
  seconds: minutes * 60,
  jobs,
  state: values.state ?? join(import.meta.dirname, '../reports/evaluate', fingerprint(minutes)),
  onEnd: ({ name, variant, verdict }) => tell(`${name} ${variant}: ${verdict}`),
  onFailure({ each, variant }, reason) {
    failed += 1;
    tell(`\n*** ${each.name} ${variant} is NOT EVALUATED: ${reason}\n`);
  },
});

const outcomes = judged
  .map(({ outcome }) => outcome)
  .sort((a, b) => a.name.localeCompare(b.name) || a.variant.localeCompare(b.variant));
const summary = summaryOf(judged);
const cases = outcomes.map(jsonOf);
process.stdout.write(
  values.json
    ? `${JSON.stringify({ cases, summary }, undefined, 2)}\n`
    : tableOf(outcomes, summary),
);
if (failed > 0) process.exitCode = 1;

function jsonOf({ name, variant, verdict, delaySeconds, area, culprit, due }: Outcome): object {
  return { name, variant, verdict, delaySeconds, area, culprit, due };
}

function numberOf(name: string, text: string, min: number, max: number): number {
  const value = Number(text);
  if (!(value >= min && value <= max))
    throw new RangeError(`Expected \`--${name}\` to be from ${min} to ${max}, got \`${text}\``);
  return value;
}
