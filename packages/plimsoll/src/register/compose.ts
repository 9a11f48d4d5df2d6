import type { MeterProvider } from '@opentelemetry/api';
import {
  type Faults,
  type LoggerProviderLike,
  type OptionRules,
  readEnvironment,
  variableOf,
} from '@plimsoll/kernel';
import * as leaks from '@plimsoll/memory-leak-detector';
import * as resources from '@plimsoll/otel-resources';
import * as pools from '@plimsoll/pool-instrumentation';
import { MAIN_PID } from './family.ts';
import * as settings from './settings.ts';

/** What an instrumentation is told of an SDK. */
export interface Instrumentation {
  setMeterProvider(provider: MeterProvider): void;
  setLoggerProvider(provider: LoggerProviderLike): void;
  disable(): void;
}

export interface Composition {
  readonly variables: Readonly<Record<string, string | undefined>>;
  /** Whether the main process is another: that one reports the host. */
  readonly isChild: boolean;
  /** How often metrics are exported, in milliseconds. */
  readonly exportIntervalMillis: number;
  readonly disabledInstrumentations: settings.Settings['disabledInstrumentations'];
  readonly faults: Faults;
}

const RULES: readonly OptionRules[] = [
  settings.OPTIONS,
  resources.OPTIONS,
  pools.OPTIONS,
  leaks.OPTIONS,
];

/**
 * The instrumentations of the three packages, started, each with the options that `PLIMSOLL_*` variables give it.
 * One that cannot start is one warning and leaves the others.
 */
export function compose(composition: Composition): Instrumentation[] {
  const { variables, isChild, exportIntervalMillis, faults } = composition;
  warnOfUnknown(variables, faults);
  const read = <R extends OptionRules>(rules: R) =>
    readEnvironment(rules, settings.PREFIX, variables, faults);
  const makers: Record<(typeof settings.INSTRUMENTATIONS)[number], () => Instrumentation> = {
    resources: () =>
      new resources.ResourceInstrumentation({
        // No stall is to fall between two exports.
        eventLoopDelayWindowMillis: Math.min(Math.max(exportIntervalMillis, 60_000), 3_600_000),
        ...read(resources.OPTIONS),
        ...(isChild && { host: false }),
      }),
    pools: () => new pools.PoolInstrumentation(read(pools.OPTIONS)),
    leaks: () =>
      new leaks.MemoryLeakInstrumentation(read(leaks.OPTIONS) as leaks.MemoryLeakOptions),
  };
  return settings.INSTRUMENTATIONS.filter(
    (name) => !composition.disabledInstrumentations.includes(name),
  ).flatMap((name) => faults.guard(`${name} could not start`, makers[name]) ?? []);
}

/** Every variable under our prefix that sets something. */
export function knownVariables(): string[] {
  const keys = new Set(RULES.flatMap((rules) => Object.keys(rules)));
  return ['PLIMSOLL_DISABLED', ...[...keys].map((key) => variableOf(settings.PREFIX, key))];
}

/** Variables of the collector's configuration that we publish: they may stand in the same environment. */
const OF_THE_COLLECTOR = /^PLIMSOLL_(OTLP_(GRPC|HTTP)|PROMETHEUS|COLLECTOR_[A-Z_]+)$/;

function warnOfUnknown(variables: Composition['variables'], faults: Faults): void {
  const known = [...knownVariables(), MAIN_PID];
  for (const variable of Object.keys(variables))
    if (
      variable.startsWith(settings.PREFIX) &&
      !known.includes(variable) &&
      !OF_THE_COLLECTOR.test(variable)
    )
      faults.report(`${variable} is no variable of Plimsoll`);
}
