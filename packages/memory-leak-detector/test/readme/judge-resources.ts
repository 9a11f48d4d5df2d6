import { type IMetricReader, MeterProvider } from '@opentelemetry/sdk-metrics';
import { createLeakProcessor, WATCHED, withProcessors } from '../../src/processor.ts';

/** An SDK whose `reader` sees what leaks besides memory. */
export function judgeResources(reader: IMetricReader): MeterProvider {
  //#region readme
  const resources = [...WATCHED, { metric: 'jobs.waiting', limit: 10_000, materiality: 500 }];
  const readers = [withProcessors(reader, [createLeakProcessor({ resources })])];
  return new MeterProvider({ readers });
  //#endregion
}
