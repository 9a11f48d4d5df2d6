import type { EventSpec, MetricSpec } from '@plimsoll/kernel';
import { expect, test } from 'vitest';
import { EVENTS, METRICS } from '../src/metrics.ts';

const KIND: Readonly<Record<MetricSpec['instrument'], string>> = {
  counter: 'counter',
  observableCounter: 'counter',
  upDownCounter: 'up-down counter',
  observableUpDownCounter: 'up-down counter',
  gauge: 'gauge',
  observableGauge: 'gauge',
  histogram: 'histogram',
};

function keys(attributes: readonly string[]): string {
  return attributes.map((key) => `\`${key}\``).join(', ');
}

function byName(a: { name: string }, b: { name: string }): number {
  return a.name < b.name ? -1 : 1;
}

function page(metrics: readonly MetricSpec[], events: readonly EventSpec[]): string {
  const metricRows = metrics
    .toSorted(byName)
    .map(({ name, instrument, unit, attributes = [], description, buckets }) => {
      const bounds = buckets ? ` Buckets: ${buckets.join(', ')}.` : '';
      return `| \`${name}\` | ${KIND[instrument]} | \`${unit}\` | ${keys(attributes)} | ${description}${bounds} |`;
    });
  const eventRows = events
    .toSorted(byName)
    .map(
      ({ name, severity, attributes, description }) =>
        `| \`${name}\` | ${severity} | ${keys(attributes)} | ${description} |`,
    );
  return `# Metrics and events of @plimsoll/pool-instrumentation

Written by a test from \`src/metrics.ts\`: \`npx vitest -u\` writes it anew. Time is seconds, shares are 0 to 1.

| metric | instrument | unit | attributes | what it tells |
| --- | --- | --- | --- | --- |
${metricRows.join('\n')}

| event | severity | attributes | when |
| --- | --- | --- | --- |
${eventRows.join('\n')}
`;
}

test('METRICS.md lists the catalogue', async () => {
  await expect(page(Object.values(METRICS), Object.values(EVENTS))).toMatchFileSnapshot(
    '../METRICS.md',
  );
});
