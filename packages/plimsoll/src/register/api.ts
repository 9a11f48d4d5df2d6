import type { MeterProvider } from '@opentelemetry/api';
import type { Clock, LoggerProviderLike } from '@plimsoll/kernel';

/** Where every copy of `@opentelemetry/api` 1.x keeps what the application registers. */
export const OPENTELEMETRY_API: symbol = Symbol.for('opentelemetry.js.api.1');

/** How often the global is looked at besides: `delete` takes a trap away. */
const LOOK_SECONDS = 1;

/**
 * Calls `found` with the application's global `MeterProvider` at the moment it is registered, and again for each
 * later one. It never registers anything, nor does it make the global object: the api compares the version of
 * the copy that made it, and refuses others. It stands in the two places where the set will go by.
 */
export function watchMeterProvider(
  clock: Clock,
  found: (provider: MeterProvider) => void,
): Disposable {
  let current: unknown;
  let ended = false;
  const arrive = (provider: unknown): void => {
    if (ended || provider === current || !isMeterProvider(provider)) return;
    current = provider;
    found(provider);
  };
  const arriveApi = (api: unknown): void => {
    if (ended || typeof api !== 'object' || api === null) return;
    if (!trap(api, 'metrics', arrive)) arrive(Reflect.get(api, 'metrics'));
  };
  const look = (): void => {
    if (!trap(globalThis, OPENTELEMETRY_API, arriveApi))
      arriveApi(Reflect.get(globalThis, OPENTELEMETRY_API));
  };
  const timer = clock.every(LOOK_SECONDS, look);
  look();
  return {
    [Symbol.dispose]() {
      ended = true;
      timer[Symbol.dispose]();
      const api: unknown = Reflect.get(globalThis, OPENTELEMETRY_API);
      if (typeof api === 'object' && api !== null) untrap(api, 'metrics');
      untrap(globalThis, OPENTELEMETRY_API);
    },
  };
}

/**
 * The loggers of the application's SDK 3.x. They are looked up in the global object, for the copy of the api that
 * comes with this package is of the 2.x line and knows of no logs. Those of 2.x the kernel finds by itself.
 */
export const applicationLogs: LoggerProviderLike = {
  getLogger(...scope) {
    const api = Reflect.get(globalThis, OPENTELEMETRY_API) as
      | { readonly logs?: LoggerProviderLike }
      | undefined;
    return api?.logs?.getLogger(...scope) ?? { emit() {}, enabled: () => false };
  },
};

const TRAPS = new WeakSet<object>();

/** Tells of the next set of a property that has no value yet; the property is then as if nobody had watched. */
function trap(target: object, key: PropertyKey, tell: (value: unknown) => void): boolean {
  const present = Object.getOwnPropertyDescriptor(target, key);
  if (present?.set && TRAPS.has(present.set)) return true;
  if (present?.get?.call(target) ?? present?.value) return false;
  if (present ? !present.configurable : !Object.isExtensible(target)) return false;
  const set = (value: unknown): void => {
    Object.defineProperty(target, key, {
      value,
      configurable: true,
      enumerable: true,
      writable: true,
    });
    tell(value);
  };
  TRAPS.add(set);
  Object.defineProperty(target, key, {
    configurable: true,
    enumerable: false,
    get: () => undefined,
    set,
  });
  return true;
}

function untrap(target: object, key: PropertyKey): void {
  const present = Object.getOwnPropertyDescriptor(target, key);
  if (present?.set && TRAPS.has(present.set)) Reflect.deleteProperty(target, key);
}

function isMeterProvider(value: unknown): value is MeterProvider {
  return (
    typeof value === 'object' &&
    value !== null &&
    typeof Reflect.get(value, 'getMeter') === 'function'
  );
}
