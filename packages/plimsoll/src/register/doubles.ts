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
  'node-redis': 'node-redis',
};

const OURS = '@plimsoll/otel-resources';

/** Others come with the SDK or soon after; nobody is woken for them for ever. */
const LOOK_SECONDS = 5;
const LOOKS = 12;

/** What the `MeterProvider` of SDK 2.x and 3.x keeps, for lack of a public way to ask who measures. */
interface SharedState {
  readonly meterSharedStates?: ReadonlyMap<
    string,
    {
      readonly _instrumentationScope?: { readonly name?: string };
      readonly metricStorageRegistry?: {
        readonly _sharedRegistry?: ReadonlyMap<string, unknown>;
        readonly _perCollectorRegistry?: ReadonlyMap<unknown, ReadonlyMap<string, unknown>>;
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
  const ours = names.get(OURS) ?? new Set();
  const pooled = pools();
  const rivals = [
    ...Object.entries(METERS).map(([meter, other]) => [meter, other, ours] as const),
    ...Object.entries(POOL_METERS).map(
      ([meter, other]) => [meter, other, new Set(pooled[other])] as const,
    ),
  ];
  for (const [meter, other, own] of rivals) {
    const doubled = [...(names.get(meter) ?? [])].filter((name) => own.has(name));
    const [first] = doubled;
    if (first === undefined || told.has(meter)) continue;
    told.add(meter);
    const more = doubled.length > 1 ? ` and ${doubled.length - 1} more` : '';
    faults.report(
      `${meter} reports ${first}${more} too: set PLIMSOLL_LEAVE_TO=${other}, or turn it off`,
    );
  }
}

/** The names of the instruments by those of their meters. */
function instrumentsOf(provider: unknown): Map<string, ReadonlySet<string>> {
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
    const names = storages.flatMap((each) => [...(each?.keys() ?? [])]);
    if (scope?.name) found.set(scope.name, new Set([...(found.get(scope.name) ?? []), ...names]));
  }
  return found;
}
