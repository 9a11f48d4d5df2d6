import { createHash } from 'node:crypto';
import { existsSync, globSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Case, Variant } from './corpus.ts';
import { type Outcome, outcomeOf } from './outcome.ts';
import { install, runCase } from './processes.ts';
import { type Recording, readRecording, samplesOf } from './recording.ts';
import { replay } from './replay.ts';
import type { Judged } from './summary.ts';

const PACKAGES = join(import.meta.dirname, '../../packages');

/** One process to be run. */
export interface Run {
  readonly each: Case;
  readonly variant: Variant;
}

export interface EvaluationOptions {
  readonly node: string;
  /** `24.21.0`. */
  readonly nodeVersion: string;
  readonly probe: string;
  readonly seconds: number;
  readonly jobs: number;
  /** The folder of what was run before; runs found there are not repeated. */
  readonly state: string;
  /** Runs nothing, and judges what was recorded by the verdict of today. */
  readonly replayed: boolean;
  readonly onEnd: (outcome: Outcome) => void;
  readonly onFailure: (run: Run, reason: string) => void;
}

/** Runs what was not run yet, `jobs` at a time; gives all that was run, in the order of the corpus. */
export async function evaluate(
  runs: readonly Run[],
  options: EvaluationOptions,
): Promise<readonly Judged[]> {
  const { state, jobs, nodeVersion, replayed, onEnd, onFailure } = options;
  mkdirSync(state, { recursive: true });
  const judged: (Judged | undefined)[] = runs.map(() => undefined);
  const left = [...runs.entries()];
  const work = async (): Promise<void> => {
    for (let next = left.shift(); next; next = left.shift()) {
      const [index, run] = next;
      const file = join(state, `${run.each.name}.${run.variant}.${nodeVersion}.jsonl`);
      if (replayed && !existsSync(file)) continue;
      const failure = existsSync(file) ? undefined : await record(run, file, options);
      if (failure !== undefined) {
        onFailure(run, failure);
        continue;
      }
      const recording = readRecording(file);
      const one = judge(run, nodeVersion, replayed ? replay(recording) : recording);
      judged[index] = one;
      onEnd(one.outcome);
    }
  };
  await Promise.all(Array.from({ length: jobs }, work));
  return judged.filter((each) => each !== undefined);
}

/** Runs one case; the recording stands under its name only once it is whole. Gives why it could not be run. */
async function record(
  { each, variant }: Run,
  file: string,
  { node, probe, seconds, state }: EvaluationOptions,
): Promise<string | undefined> {
  const unfinished = `${file}.part`;
  rmSync(unfinished, { force: true });
  try {
    const folder = await install(each, join(state, '../installed'));
    const complaint = await runCase(folder, variant, { node, probe, seconds, file: unfinished });
    if (complaint !== undefined) return complaint;
    renameSync(unfinished, file);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function judge({ each, variant }: Run, nodeVersion: string, recording: Recording): Judged {
  const { heap, ...others } = samplesOf(recording.rows);
  return {
    outcome: outcomeOf(each, variant, nodeVersion, recording),
    // Other rules know of no estimates.
    readings: { heap: heap.filter(({ held }) => held !== undefined), ...others },
  };
}

/** Every variant of the cases whose names start with `only`. */
export function runsOf(cases: readonly Case[], only: string): readonly Run[] {
  return cases
    .filter(({ name }) => name.startsWith(only))
    .flatMap((each) => each.variants.map((variant) => ({ each, variant })));
}

/** What runs of other code or length must not be mistaken for. */
export function fingerprint(minutes: number): string {
  const hash = createHash('sha256');
  const sources = ['memory-leak-detector/src/**/*.ts', 'kernel/src/**/*.ts'];
  for (const file of globSync(sources, { cwd: PACKAGES }).sort())
    hash.update(file).update(readFileSync(join(PACKAGES, file)));
  return `${minutes}min-${hash.digest('hex').slice(0, 12)}`;
}
