import { KNOWN_CLIENTS, RECOGNISED } from './clients.ts';
import type { PoolAdapter } from './pool.ts';

const ADAPTERS = Object.values(KNOWN_CLIENTS).map(({ adapter }) => adapter as PoolAdapter<object>);

/** The adapter for `pool`. Throws a `TypeError` that lists what is recognised where there is none. */
export function adapterOf(pool: object): PoolAdapter<object> {
  const adapter = ADAPTERS.find((each) => isKnown(each, pool));
  if (!adapter)
    throw new TypeError(`Expected \`pool\` to be a pool of ${RECOGNISED}, got ${kindOf(pool)}`);
  return adapter;
}

/** What throws when it is looked at is no pool. */
function isKnown(adapter: PoolAdapter<object>, pool: object): boolean {
  try {
    return adapter.matches(pool);
  } catch {
    return false;
  }
}

/** What `value` is, for whoever expected something else. */
export function kindOf(value: unknown): string {
  if (value === undefined || value === null) return String(value);
  if (typeof value !== 'object') return `a value of type ${typeof value}`;
  try {
    return `an object of class ${value.constructor?.name ?? 'null'}`;
  } catch {
    return 'an object that cannot be read';
  }
}
