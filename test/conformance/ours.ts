import { MeterProvider, MetricReader } from '@opentelemetry/sdk-metrics';
import { soon } from '@plimsoll/kernel/test/soon';
import { ResourceInstrumentation } from '@plimsoll/otel-resources';
import { createSums, type Points } from './points.ts';

class ManualReader extends MetricReader {
  protected override async onForceFlush(): Promise<void> {}
  protected override async onShutdown(): Promise<void> {}
}

/**
 * Everything that we tell of this machine now, through an SDK. A new instrumentation for each: some sensors read every
 * few seconds only, and all read when they start.
 */
async function ours(): Promise<Points> {
  const reader = new ManualReader();
  const provider = new MeterProvider({ readers: [reader] });
  using instrumentation = new ResourceInstrumentation({
    enabledSensors: ['disk', 'paging', 'filesystem'],
  });
  instrumentation.setMeterProvider(provider);
  // File systems are asked in the background.
  const points = await soon(async () => {
    const { points, add } = createSums();
    const { resourceMetrics } = await reader.collect();
    for (const { metrics } of resourceMetrics.scopeMetrics)
      for (const { descriptor, dataPoints } of metrics)
        for (const { attributes, value } of dataPoints)
          if (typeof value === 'number') add(descriptor.name, attributes, value);
    if (!Object.keys(points).some((key) => key.startsWith('system.filesystem.')))
      throw new Error('no file system has answered');
    return points;
  });
  await provider.shutdown();
  return points;
}

/** Holds what `source` tells against what we tell before and after it. */
export async function around<T>(
  source: () => T | Promise<T>,
): Promise<{ readonly before: Points; readonly theirs: T; readonly after: Points }> {
  const before = await ours();
  const theirs = await source();
  return { before, theirs, after: await ours() };
}
