import type { Clock, Faults } from '@plimsoll/kernel';
import type { Other } from '@plimsoll/otel-resources';
import type { doubledMetrics } from '@plimsoll/pool-instrumentation';

/** Who in this process may report what ours do, by the name of the meter. */
const METERS: Readonly<Record<string, Other>> = {
  '@opentelemetry/instrumentation-runtime-node': 'instrumentation-runtime-node',
  '@opentelemetry/host-metrics': 'host-metrics',
  '@opentelemetry/instrumentation-host-metrics': 'instrumentation-host-metrics',
};

/** And of them those who may report the pools that ours do. */
const POOL_METERS: Readonly<Record<string, keyof ReturnType<typeof doubledMetrics>>> = {
  '@opentelemetry/instrumentation-pg': 'instrumentation-pg',
  '@opentelemetry/instrumentation-mongodb': 'instrumentation-mongodb',
  '@opentelemetry/instrumentation-oracledb': 'instrumentation-oracledb',
  'node-redis': 'node-redis',
};

const OURS = '@plimsoll/otel-resources';

/** Others come with the SDK or soon after; nobody is woken for them for ever. */
const LOOK_SECONDS = 5;
const LOOKS = 12;

/** What holds the values of an instrument: those since the last collection, and those that were collected. */
interface Storage {
  readonly _deltaMetricStorage?: { readonly _activeCollectionStorage?: Sized };
  readonly _temporalMetricStorage?: {
    readonly _reportHistory?: ReadonlyMap<unknown, { readonly accumulations?: Sized }>;
  };
}

interface Sized {
  readonly size?: number;
}

type Storages = ReadonlyMap<string, readonly Storage[]>;

/** What the `MeterProvider` of SDK 2.x and 3.x keeps, for lack of a public way to ask who measures. */
interface SharedState {
  readonly meterSharedStates?: ReadonlyMap<
    string,
    {
      readonly _instrumentationScope?: { readonly name?: string };
      readonly metricStorageRegistry?: {
        readonly _sharedRegistry?: Storages;
        readonly _perCollectorRegistry?: ReadonlyMap<unknown, Storages>;
      };
    }
  >;
}

/**
 * Warns once of each that reports metrics of the same names to the same `MeterProvider`: two series of one name confuse
 * who reads them. A provider that shows nothing of its meters is one of which nothing is said.
 */
export function watchDoubles(
  provider: unknown,
  clock: Clock,
  faults: Faults,
  pools: typeof doubledMetrics,
): Disposable {
  const told = new Set<string>();
  let looks = 0;
  const look = (): void => {
    faults.guard('doubled metrics are not looked for', () =>
      warnOfDoubles(provider, told, faults, pools),
    );
    if (++looks >= LOOKS) timer[Symbol.dispose]();
  };
  const timer = clock.every(LOOK_SECONDS, look);
  return timer;
}

function warnOfDoubles(
  provider: unknown,
  told: Set<string>,
  faults: Faults,
  pools: typeof doubledMetrics,
): void {
  const names = instrumentsOf(provider);
  const used = instrumentsOf(provider, holdsValues);
  const ours = names.get(OURS) ?? new Set();
  const pooled = pools();
  const rivals = [
    ...Object.entries(METERS).map(
      ([meter, other]) => [meter, other, ours, names.get(meter)] as const,
    ),
    ...Object.entries(POOL_METERS).map(
      ([meter, other]) => [meter, other, new Set(pooled[other]), used.get(meter)] as const,
    ),
  ];
  for (const [meter, other, own, theirs] of rivals) {
    const doubled = [...(theirs ?? [])].filter((name) => own.has(name));
    const [first] = doubled;
    if (first === undefined || told.has(meter)) continue;
    told.add(meter);
    const more = doubled.length > 1 ? ` and ${doubled.length - 1} more` : '';
    faults.report(
      `${meter} reports ${first}${more} too: set PLIMSOLL_LEAVE_TO=${other}, or turn it off`,
    );
  }
}

/**
 * Whether it was given a value, which those who watch a client do only where they know its version; `true` where it shows
 * nothing of its values.
 */
function holdsValues({
  _deltaMetricStorage: now,
  _temporalMetricStorage: before,
}: Storage): boolean {
  const collected = [...(before?._reportHistory?.values() ?? [])];
  const held = [now?._activeCollectionStorage, ...collected.map((each) => each.accumulations)];
  const sizes = held.flatMap((each) => each?.size ?? []);
  return sizes.length === 0 || sizes.some((size) => size > 0);
}

/** The names of the instruments, of those that `counts` counts, by the names of their meters. */
function instrumentsOf(
  provider: unknown,
  counts: (storage: Storage) => boolean = () => true,
): Map<string, ReadonlySet<string>> {
  const { _sharedState: state } = provider as { readonly _sharedState?: SharedState };
  const found = new Map<string, ReadonlySet<string>>();
  for (const {
    _instrumentationScope: scope,
    metricStorageRegistry: registry,
  } of state?.meterSharedStates?.values() ?? []) {
    const storages = [
      registry?._sharedRegistry,
      ...(registry?._perCollectorRegistry?.values() ?? []),
    ];
    const names = storages.flatMap((each) =>
      [...(each ?? [])].flatMap(([name, held]) => (held.some(counts) ? [name] : [])),
    );
    if (scope?.name) found.set(scope.name, new Set([...(found.get(scope.name) ?? []), ...names]));
  }
  return found;
}
