import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import { expect, test } from 'vitest';
import { createFaults, instruments, LateMeter, type MetricSpecs } from '../src/index.ts';

const SPECS = {
  opened: {
    name: 'test.opened',
    instrument: 'counter',
    unit: '{thing}',
    valueType: 'int',
    description: 'Things opened.',
    stability: 'development',
  },
  open: {
    name: 'test.open',
    instrument: 'observableUpDownCounter',
    unit: '{thing}',
    valueType: 'int',
    description: 'Things open.',
    stability: 'development',
  },
} as const;
SPECS satisfies MetricSpecs;

function sdk() {
  const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 1e8 });
  const provider = new MeterProvider({ readers: [reader] });
  return {
    meter: provider.getMeter('test'),
    async values(): Promise<Record<string, unknown>> {
      const { resourceMetrics } = await reader.collect();
      const metrics = resourceMetrics.scopeMetrics.flatMap((scope) => scope.metrics);
      return Object.fromEntries(
        metrics.map((metric) => [metric.descriptor.name, metric.dataPoints.at(-1)?.value]),
      );
    },
  };
}

test('hands what was measured before the SDK came to the SDK', async () => {
  const meter = new LateMeter(createFaults('test'));
  const { opened, open } = instruments(meter, SPECS);
  opened.add(2);
  open.addCallback((result) => result.observe(7));
  const late = sdk();
  meter.bind(late.meter);
  opened.add(1);
  expect(await late.values()).toEqual({ 'test.opened': 3, 'test.open': 7 });
});

test('moves to a second SDK and leaves the first', async () => {
  const [first, second] = [sdk(), sdk()];
  const meter = new LateMeter(createFaults('test'), first.meter);
  const { opened, open } = instruments(meter, SPECS);
  let asked = 0;
  open.addCallback((result) => result.observe(++asked));
  opened.add(1);
  meter.bind(second.meter);
  opened.add(5);
  expect(await second.values()).toEqual({ 'test.opened': 5, 'test.open': 1 });
  await first.values();
  expect(asked).toBe(1);
});
