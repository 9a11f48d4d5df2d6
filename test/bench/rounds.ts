import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { text } from 'node:stream/consumers';
import type { Outcomes } from './rows.ts';
import type { Outcome } from './subject.ts';

const CHILD = join(import.meta.dirname, 'child.ts');

/** As large as that of a small container: V8 leaves the old objects of a larger one alone for seconds. */
const HEAP = '--max-old-space-size=256';

const TIMEOUT_MILLIS = 120_000;

export interface RoundsOptions {
  readonly rounds: number;
  /** No round starts that would take longer than this since the first; the first is always made. */
  readonly budgetSeconds: number;
  /** Told of each subject that starts. */
  readonly onStart: (subject: string, round: number) => void;
  /** Told of each subject that fails; it is not tried again. */
  readonly onFailure: (subject: string, reason: string) => void;
}

/**
 * Measures every subject once a round, each time in a fresh process, so that none finds the code of another compiled
 * for it. Every second round goes backwards: load that comes and goes then meets all.
 */
export async function runRounds(
  subjects: readonly string[],
  { rounds, budgetSeconds, onStart, onFailure }: RoundsOptions,
): Promise<Outcomes> {
  const outcomes = new Map<string, Outcome[]>();
  const failed = new Set<string>();
  const start = performance.now();
  for (let round = 1; round <= rounds; round++) {
    const elapsedSeconds = (performance.now() - start) / 1000;
    if (round > 1 && (elapsedSeconds * round) / (round - 1) > budgetSeconds) break;
    const order = round % 2 === 1 ? subjects : subjects.toReversed();
    for (const subject of order.filter((each) => !failed.has(each))) {
      onStart(subject, round);
      try {
        const outcome = await measureInChild(subject);
        outcomes.set(subject, [...(outcomes.get(subject) ?? []), outcome]);
      } catch (error) {
        failed.add(subject);
        outcomes.delete(subject);
        onFailure(subject, error instanceof Error ? error.message : String(error));
      }
    }
  }
  return outcomes;
}

async function measureInChild(subject: string): Promise<Outcome> {
  const child = spawn(process.execPath, [HEAP, CHILD, subject], {
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: TIMEOUT_MILLIS,
  });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  const [output, complaint, code] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    ended,
  ]);
  if (code !== 0) throw new Error(complaint.trim() || `ended with ${code ?? child.signalCode}`);
  return JSON.parse(output) as Outcome;
}
