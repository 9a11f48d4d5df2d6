import type { MeterProvider } from '@opentelemetry/api';
import {
  type Constraint,
  type Faults,
  type LoggerProviderLike,
  type OptionRules,
  type OptionValues,
  readEnvironment,
  variableOf,
  withoutContradictions,
} from '@plimsoll/kernel';
import * as leaks from '@plimsoll/memory-leak-detector';
import * as resources from '@plimsoll/otel-resources';
import * as pools from '@plimsoll/pool-instrumentation';
import { offerThresholds } from '../thresholds.ts';
import { MAIN_PID } from './family.ts';
import type { FileOptions } from './file/options.ts';
import { shareLeaveTo } from './leave-to.ts';
import * as settings from './settings.ts';

/** What an instrumentation is told of an SDK. */
export interface Instrumentation {
  setMeterProvider(provider: MeterProvider): void;
  setLoggerProvider(provider: LoggerProviderLike): void;
  disable(): void;
}

export interface Composition {
  readonly variables: Readonly<Record<string, string | undefined>>;
  /** What the configuration file tells of our options. */
  readonly file: FileOptions;
  /** Whether the main process is another: that one reports the host. */
  readonly isChild: boolean;
  /** How often metrics are exported, in milliseconds. */
  readonly exportIntervalMillis: number;
  readonly disabledInstrumentations: settings.Settings['disabledInstrumentations'];
  readonly faults: Faults;
}

type Part =
  | resources.ResourceInstrumentation
  | pools.PoolInstrumentation
  | leaks.MemoryLeakInstrumentation;

type Section = (typeof settings.INSTRUMENTATIONS)[number];

const RULES: readonly OptionRules[] = [
  settings.OPTIONS,
  resources.OPTIONS,
  pools.OPTIONS,
  leaks.OPTIONS,
];

/**
 * The instrumentations of the three packages, started, each with the options that the configuration file gives it,
 * and those of the `PLIMSOLL_*` variables below. One that cannot start is one warning and leaves the others.
 */
export function compose(composition: Composition): Instrumentation[] {
  const { variables, file, isChild, exportIntervalMillis, faults } = composition;
  warnOfUnknown(variables, faults);
  const leaveTo = [resources.OPTIONS.leaveTo, pools.OPTIONS.leaveTo];
  const variablesFor = shareLeaveTo(variables, leaveTo, faults);
  const read = <R extends OptionRules>(
    rules: R,
    section: Section,
    constraints: readonly Constraint<OptionValues<R>>[] = [],
  ) => {
    const ofEnvironment = readEnvironment(rules, settings.PREFIX, variablesFor(rules), faults);
    const ofFile = file.read(rules, section);
    const nameOf = (key: string): string =>
      Object.hasOwn(ofFile, key) ? file.nameOf(key, section) : variableOf(settings.PREFIX, key);
    return withoutContradictions(
      rules,
      constraints,
      { ...ofEnvironment, ...ofFile },
      nameOf,
      faults,
    );
  };
  const makers: Record<Section, () => Part> = {
    resources: () =>
      new resources.ResourceInstrumentation({
        // No stall is to fall between two exports.
        eventLoopDelayWindowMillis: Math.min(Math.max(exportIntervalMillis, 60_000), 3_600_000),
        ...read(resources.OPTIONS, 'resources'),
        ...(isChild && { host: false }),
      }),
    pools: () => new pools.PoolInstrumentation(read(pools.OPTIONS, 'pools', pools.CONSTRAINTS)),
    leaks: () =>
      new leaks.MemoryLeakInstrumentation(
        read(leaks.OPTIONS, 'leaks', leaks.CONSTRAINTS) as leaks.MemoryLeakOptions,
      ),
  };
  const started = settings.INSTRUMENTATIONS.filter(
    (name) => !composition.disabledInstrumentations.includes(name),
  ).flatMap((name) => {
    const instrumentation = faults.guard(`${name} could not start`, makers[name]);
    return instrumentation ? [{ name, instrumentation }] : [];
  });
  offerThresholds(
    Object.fromEntries(
      started.map(({ name, instrumentation }) => [name, instrumentation.thresholds]),
    ),
  );
  return started.map(({ instrumentation }) => instrumentation);
}

/** Every variable under our prefix that sets something. */
export function knownVariables(): string[] {
  const settable = (rules: OptionRules): string[] =>
    Object.keys(rules).filter((key) => rules[key]?.parse);
  const keys = new Set(RULES.flatMap(settable));
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
