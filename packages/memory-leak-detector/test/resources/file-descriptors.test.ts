import { closeSync, existsSync, openSync, readdirSync } from 'node:fs';
import {
  type IMetricReader,
  MeterProvider,
  MetricReader,
  type ResourceMetrics,
} from '@opentelemetry/sdk-metrics';
import { expect, onTestFinished, test, vi } from 'vitest';
import { createLeakProcessor, withProcessors } from '../../src/processor.ts';

const OWN_DESCRIPTORS = '/proc/self/fd';
const MINUTE_MILLIS = 60_000;

class ManualReader extends MetricReader {
  protected override async onForceFlush(): Promise<void> {}
  protected override async onShutdown(): Promise<void> {}
}

/** An SDK with two readers, each with a processor of its own, whose clock is ours; it tells the open files of this process. */
function twoReaders() {
  vi.useFakeTimers({ toFake: ['Date'] });
  const readers = [new ManualReader(), new ManualReader()];
  const processors = readers.map(() => createLeakProcessor());
  const wrapped = readers.map(
    (reader, index): IMetricReader => withProcessors(reader, processors.slice(index, index + 1)),
  );
  const provider = new MeterProvider({ readers: wrapped });
  const meter = provider.getMeter('app');
  meter
    .createObservableUpDownCounter('process.unix.file_descriptor.count')
    .addCallback((result) => result.observe(readdirSync(OWN_DESCRIPTORS).length));
  meter
    .createObservableUpDownCounter('plimsoll.process.file_descriptor.limit')
    .addCallback((result) => result.observe(1024));
  onTestFinished(async () => {
    vi.useRealTimers();
    await provider.shutdown();
  });
  return {
    processors,
    async minute(): Promise<readonly ResourceMetrics[]> {
      vi.setSystemTime(Date.now() + MINUTE_MILLIS);
      const all = [];
      for (const reader of readers) all.push((await reader.collect()).resourceMetrics);
      return all;
    },
  };
}

function stateIn({ scopeMetrics }: ResourceMetrics): unknown {
  return scopeMetrics
    .flatMap(({ metrics }) => metrics)
    .filter(({ descriptor }) => descriptor.name === 'plimsoll.resource.leak.status')
    .flatMap(({ dataPoints }) => dataPoints as { value: unknown; attributes: object }[])
    .find(({ value }) => value === 1)?.attributes;
}

test.skipIf(!existsSync(OWN_DESCRIPTORS))(
  'files that are opened and never closed are confirmed for each reader, and resolved once they are closed',
  async () => {
    const { processors, minute } = twoReaders();
    const open: number[] = [];
    onTestFinished(() => open.forEach((each) => void closeSync(each)));
    const states = (): unknown[] => processors.flatMap((each) => each.read()[0]?.state);
    for (let passed = 0; passed < 40; passed++) {
      open.push(...Array.from({ length: 8 }, () => openSync(import.meta.filename, 'r')));
      await minute();
    }
    expect(states()).toEqual(['confirmed', 'confirmed']);
    for (const metrics of await minute())
      expect(stateIn(metrics)).toEqual({
        'plimsoll.resource.metric': 'process.unix.file_descriptor.count',
        'plimsoll.resource.leak.state': 'confirmed',
      });
    for (const each of open.splice(0)) closeSync(each);
    await minute();
    expect(states()).toEqual(['none', 'none']);
  },
);

test.skipIf(!existsSync(OWN_DESCRIPTORS))(
  'files that are opened and closed are no leak',
  async () => {
    const { processors, minute } = twoReaders();
    for (let passed = 0; passed < 60; passed++) {
      const open = Array.from({ length: (passed * 37) % 90 }, () =>
        openSync(import.meta.filename, 'r'),
      );
      await minute();
      for (const each of open) closeSync(each);
    }
    for (const processor of processors) expect(processor.read()[0]?.state).toBe('none');
  },
);
