import type { MeterProvider } from '@opentelemetry/sdk-metrics';
import { type LogsSdk, logsSdk, metricsSdk } from '@plimsoll/kernel/test/sdk';

export interface Seen {
  readonly name: string | undefined;
  readonly severity: unknown;
  readonly attributes: Readonly<Record<string, unknown>>;
}

export interface TestSdk {
  readonly meterProvider: MeterProvider;
  readonly loggerProvider: LogsSdk['provider'];
  /** `name{attribute values}` of every point since the last read. */
  points(): Promise<Record<string, unknown>>;
  events(): Seen[];
}

/** Metrics and logs of an SDK of its own. */
export function testSdk(): TestSdk {
  const metrics = metricsSdk();
  const logs = logsSdk();
  return {
    meterProvider: metrics.provider,
    loggerProvider: logs.provider,
    async points() {
      const all = (await metrics.collect()).flatMap((scope) => scope.metrics);
      return Object.fromEntries(
        all.flatMap(({ descriptor, dataPoints }) =>
          dataPoints.map(({ attributes, value }) => [
            `${descriptor.name}{${Object.values(attributes).join()}}`,
            value,
          ]),
        ),
      );
    },
    events: () =>
      logs.events().map(({ eventName, attributes, severityNumber }) => ({
        name: eventName,
        severity: severityNumber,
        attributes: { ...attributes },
      })),
  };
}
