import { describe, expect, inject, test } from 'vitest';
import { startHostMetrics } from './collector.ts';
import { dfPoints, freePoints, mountsOf } from './commands.ts';
import { disagreements } from './compare.ts';
import { startNodeExporter } from './node-exporter.ts';
import { around } from './ours.ts';
import type { Points } from './points.ts';
import { procPoints } from './proc.ts';
import { testWith } from './programs.ts';

/** That so many points at least were compared keeps an empty answer from agreeing. */
function expectAgreement(
  told: { readonly before: Points; readonly theirs: Points; readonly after: Points },
  least: number,
): void {
  const { before, theirs, after } = told;
  expect(disagreements(before, theirs, after)).toEqual([]);
  expect(Object.keys(theirs).length).toBeGreaterThanOrEqual(least);
}

/** What other programs say of this machine, against what we say. */
describe.runIf(process.platform === 'linux')('this machine', () => {
  test('is told as /proc tells it', async () => {
    expectAgreement(await around(procPoints), 30);
  });

  testWith(['free'], 'is told as free tells it', async () => {
    expectAgreement(await around(freePoints), 2);
  });

  testWith(['df'], 'is told as df tells it', async () => {
    const { before } = await around(() => ({}));
    const mounts = mountsOf(before);
    expectAgreement(await around(() => dfPoints(mounts)), 4);
  });

  testWith(
    ['prometheus-node-exporter', 'node_exporter'],
    'is told as node_exporter tells it',
    async (program) => {
      await using exporter = await startNodeExporter(program);
      expectAgreement(await around(() => exporter.points()), 30);
    },
  );

  test('is told as the hostmetrics receiver of the Collector tells it', async () => {
    await using collector = await startHostMetrics(inject('tools').otelcol);
    expectAgreement(await around(() => collector.points()), 30);
  });
});
