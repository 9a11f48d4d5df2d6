import type { EventSpec, MetricSpec } from '@plimsoll/kernel';
import { expect, test } from 'vitest';
import { EVENTS } from '../src/events.ts';
import { METRICS } from '../src/metrics.ts';

const KIND: Readonly<Record<MetricSpec['instrument'], string>> = {
  counter: 'counter',
  observableCounter: 'counter',
  upDownCounter: 'up-down counter',
  observableUpDownCounter: 'up-down counter',
  gauge: 'gauge',
  observableGauge: 'gauge',
  histogram: 'histogram',
};

function eventRow({ name, severity, attributes, description }: EventSpec): string {
  const keys = attributes.map((key) => `\`${key}\``).join(', ');
  return `| \`${name}\` | ${severity} | ${keys} | ${description} |`;
}

function page(specs: readonly MetricSpec[], events: readonly EventSpec[]): string {
  const rows = [...specs]
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map(({ name, instrument, unit, attributes = [], description, buckets }) => {
      const keys = attributes.map((key) => `\`${key}\``).join(', ') || '-';
      const bounds = buckets ? ` Buckets: ${buckets.join(', ')}.` : '';
      return `| \`${name}\` | ${KIND[instrument]} | \`${unit}\` | ${keys} | ${description}${bounds} |`;
    });
  return `# Metrics and events of @plimsoll/otel-resources

Written by a test from \`src/metrics.ts\` and \`src/events.ts\`: \`npx vitest -u\` writes it anew. Time is seconds, memory is bytes, shares are 0 to 1.

| metric | instrument | unit | attributes | what it tells |
| --- | --- | --- | --- | --- |
${rows.join('\n')}

| event | severity | attributes | when |
| --- | --- | --- | --- |
${events.map(eventRow).join('\n')}
`;
}

test('METRICS.md lists the catalogue', async () => {
  await expect(page(Object.values(METRICS), Object.values(EVENTS))).toMatchFileSnapshot(
    '../METRICS.md',
  );
});

test('no name is told twice, and none of ours is the namespace of another', () => {
  const names = Object.values(METRICS).map(({ name }) => name as string);
  expect(new Set(names).size).toBe(names.length);
  const ours = names.filter((name) => name.startsWith('plimsoll.'));
  const clashes = ours.filter((name) => names.some((other) => other.startsWith(`${name}.`)));
  expect(clashes).toEqual([]);
});
