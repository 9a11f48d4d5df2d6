import { type NamedMetric, spell } from '@plimsoll/collector-config';
import { beforeAll, expect, test } from 'vitest';
import { CATALOGUE } from '../catalogue.ts';
import { emittedBy, emittedByPromClient } from './moving/emitted.ts';
import { oursOf, page, promTable, table } from './moving/page.ts';
import { HOST_METRICS, PROM_CLIENT, type Row, RUNTIME_NODE } from './moving/rows.ts';

const catalogue = new Map<string, NamedMetric>(CATALOGUE.map((spec) => [spec.name, spec]));
const byName = (metrics: readonly NamedMetric[]): ReadonlyMap<string, NamedMetric> =>
  new Map(metrics.map((metric) => [metric.name, metric]));

let host: ReadonlyMap<string, NamedMetric>;
let runtime: ReadonlyMap<string, NamedMetric>;
let prom: readonly string[];

beforeAll(async () => {
  const network = ['system.network.io'];
  host = byName([
    ...(await emittedBy('host-metrics', network)),
    ...(await emittedBy('instrumentation-host-metrics', network)),
  ]);
  const slowest = ['nodejs.eventloop.delay.p99', 'v8js.gc.duration'];
  runtime = byName(await emittedBy('instrumentation-runtime-node', slowest));
  prom = await emittedByPromClient();
});

const names = (rows: readonly Row[]): readonly string[] => rows.map(({ theirs }) => theirs).sort();

test('every metric that the packages report is in the table, and no other', () => {
  expect(names(HOST_METRICS)).toEqual([...host.keys()].sort());
  expect(names(RUNTIME_NODE)).toEqual([...runtime.keys()].sort());
  expect(names(PROM_CLIENT)).toEqual([...prom].sort());
});

/** Metrics that are told to be ours once they are. */
const YET_TO_COME = ['v8js.resource.active'];

test('every name of ours in the tables is in the catalogue', () => {
  const told = [...HOST_METRICS, ...RUNTIME_NODE, ...PROM_CLIENT].flatMap(({ ours = [] }) => ours);
  expect(told.filter((name) => !catalogue.has(name) && !YET_TO_COME.includes(name))).toEqual([]);
});

test('prom-client has no name that ours have, in whatever spelling', () => {
  const spelled = CATALOGUE.flatMap((spec) => [spell(spec, 'otlp'), spell(spec, 'scraped')]);
  expect(prom.filter((name) => spelled.includes(name))).toEqual([]);
});

test('a metric of the same name is told', () => {
  for (const row of [...HOST_METRICS, ...RUNTIME_NODE])
    if (catalogue.has(row.theirs))
      expect(oursOf(row, catalogue).map(({ name }) => name)).toEqual([row.theirs]);
});

test('the page has the tables', async () => {
  const tables = {
    host: table(HOST_METRICS, host, catalogue),
    runtime: table(RUNTIME_NODE, runtime, catalogue),
    prom: promTable(PROM_CLIENT, catalogue),
  };
  await expect(page(tables)).toMatchFileSnapshot(
    '../../docs/moving-from-host-metrics-and-prom-client.md',
  );
});
