import type { EventSpec, MetricSpec } from '@plimsoll/kernel';
import { expect, test } from 'vitest';
import { EVENTS, METRICS } from '../src/index.ts';

const KIND: Readonly<Partial<Record<MetricSpec['instrument'], string>>> = {
  counter: 'counter',
  observableCounter: 'counter',
  observableUpDownCounter: 'up-down counter',
  observableGauge: 'gauge',
  histogram: 'histogram',
};

function keysOf(attributes: readonly string[] = []): string {
  return attributes.map((key) => `\`${key}\``).join(', ') || '-';
}

function metricRow({ name, instrument, unit, attributes, description }: MetricSpec): string {
  return `| \`${name}\` | ${KIND[instrument]} | \`${unit}\` | ${keysOf(attributes)} | ${description} |`;
}

function eventRow({ name, severity, attributes, description }: EventSpec): string {
  return `| \`${name}\` | ${severity} | ${keysOf(attributes)} | ${description} |`;
}

test('METRICS.md lists the catalogue', async () => {
  const page = `# Metrics and events of @plimsoll/memory-leak-detector

Written by a test from \`src/metrics.ts\` and \`src/events.ts\`: \`npx vitest -u\` writes it anew. Time is seconds, memory is bytes,
shares are 0 to 1. \`plimsoll.memory.area\` is \`heap\`, \`external\` or \`native\`, \`plimsoll.memory.leak.state\` is \`unknown\`, \`none\`,
\`suspected\` or \`confirmed\`. \`code.*\` is the function most of whose allocations stay, \`plimsoll.memory.growth.share\` its share
of the growth, and \`plimsoll.memory.leak.culprits\` are up to five with their callers; they are missing where nothing is known.
Of listeners \`code.*\` tells who adds them.
\`plimsoll.resource.*\` is made by the metric processor, with the attributes of the watched series besides.

| metric | instrument | unit | attributes | what it tells |
| --- | --- | --- | --- | --- |
${Object.values(METRICS).map(metricRow).join('\n')}

| event | severity | attributes | when |
| --- | --- | --- | --- |
${Object.values(EVENTS).map(eventRow).join('\n')}
`;
  await expect(page).toMatchFileSnapshot('../METRICS.md');
});
