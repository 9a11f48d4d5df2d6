import type { IMetricReader } from '@opentelemetry/sdk-metrics';
import type { Faults, LoggerProviderLike } from '@plimsoll/kernel';
import { createLeakProcessor } from '@plimsoll/memory-leak-detector/processor';

/** Judges for leaks what readers collect, each with a memory of its own. */
export interface Judge {
  /** Adds to what the reader collects, of the SDK and of its producers, what is thought of it. */
  watch(reader: IMetricReader): void;
  setLoggerProvider(provider: LoggerProviderLike): void;
}

/** Of changes of state the first reader tells. */
export function createJudge(faults: Faults): Judge {
  const processors: ReturnType<typeof createLeakProcessor>[] = [];
  return {
    watch(reader) {
      const processor = createLeakProcessor({ events: processors.length === 0 });
      processors.push(processor);
      const collect = reader.collect.bind(reader);
      // Not by `withProcessors`: what producers hand over does not pass through the SDK.
      reader.collect = async (options) => {
        const collected = await collect(options);
        const { resourceMetrics } = collected;
        const judged = faults.guard('resources could not be judged', () =>
          processor.process(resourceMetrics),
        );
        return { ...collected, resourceMetrics: judged ?? resourceMetrics };
      };
    },
    setLoggerProvider(provider) {
      for (const processor of processors) processor.setLoggerProvider(provider);
    },
  };
}
