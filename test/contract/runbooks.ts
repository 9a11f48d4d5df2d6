import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The folder of the runbooks. */
export const RUNBOOKS: string = join(import.meta.dirname, '../../docs/runbooks');

/** The queries that a runbook tells its reader to run. */
export function queriesOfRunbook(file: string): string[] {
  const text = readFileSync(join(RUNBOOKS, file), 'utf8');
  return [...text.matchAll(/```promql\n([\s\S]*?)```/g)]
    .flatMap(([, block = '']) => block.split(/\n(?=\S)/))
    .map((query) => query.trim())
    .filter((query) => query !== '' && !query.startsWith('#'));
}
