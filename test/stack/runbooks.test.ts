import { globSync } from 'node:fs';
import { expect, inject, test } from 'vitest';
import { queriesOfRunbook, RUNBOOKS } from '../contract/runbooks.ts';
import { exportCatalogue } from './export.ts';
import { startPipeline } from './pipeline.ts';

interface Answer {
  readonly status: string;
  readonly error?: string;
  readonly data?: { readonly result: readonly unknown[] };
}

/** Here each metric is written once, just now, and nothing is scraped: a rate needs two samples, a subquery a full minute. */
const NEEDS_MORE = /\b(rate|increase)\(|:1m\]|\bup\b/;

test('every query of a runbook runs where the whole catalogue is, and finds something', async () => {
  await using pipeline = await startPipeline({ tools: inject('tools'), scale: 1 });
  const ask = async (query: string): Promise<Answer> => {
    const url = `${pipeline.prometheus}/api/v1/query?${new URLSearchParams({ query })}`;
    return (await (await fetch(url, { signal: AbortSignal.timeout(20_000) })).json()) as Answer;
  };
  await exportCatalogue(pipeline.otlp);
  const limit = AbortSignal.timeout(60_000);
  while ((await ask('target_info')).data?.result.length !== 1) limit.throwIfAborted();

  const runbooks = globSync('*.md', { cwd: RUNBOOKS });
  const queries = runbooks.flatMap((file) => queriesOfRunbook(file).map((query) => [file, query]));
  expect(queries.length).toBeGreaterThan(runbooks.length);
  for (const [file = '', query = ''] of queries) {
    const { status, error, data } = await ask(query);
    expect([status, error], `${file}: ${query}`).toEqual(['success', undefined]);
    if (!NEEDS_MORE.test(query) && !query.startsWith('ALERTS'))
      expect(data?.result, `${file}: ${query}`).not.toEqual([]);
  }
});
