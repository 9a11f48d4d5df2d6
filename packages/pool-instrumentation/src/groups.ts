import { createCleanup, createFaults } from '@plimsoll/kernel';
import { adapterOf } from './adapter-of.ts';
import { isUndici, type UndiciLike } from './adapters/undici.ts';
import { KNOWN_CLIENTS } from './clients.ts';
import type { PoolHub } from './hub.ts';
import type { HubObservation } from './hub-observation.ts';
import type { PoolGroup } from './pool.ts';
import { enterGroup, leaveGroup } from './registry.ts';
import { SCOPE } from './version.ts';

const GROUPS = Object.values(KNOWN_CLIENTS).flatMap(
  ({ groups = [] }) => groups as readonly unknown[] as readonly PoolGroup<object>[],
);

/** What `value` is as a group of pools; `undefined` where it is none that is known. */
export function groupOf(value: object): PoolGroup<object> | undefined {
  return GROUPS.find((each) => isA(each, value));
}

/** What throws when it is looked at is not known. */
function isA(known: { matches(value: unknown): boolean }, value: object): boolean {
  try {
    return known.matches(value);
  } catch {
    return false;
  }
}

function observeHttp(client: UndiciLike, hub: PoolHub): Disposable | undefined {
  const observation = hub.http.add(client);
  if (!observation) hub.saysItStands('an HTTP client');
  return observation;
}

/**
 * Observes `value`, a pool or each pool of a group, those that it gets later included; `undefined` where it is observed
 * already. `hub` gives the hub that stands then. Throws a `TypeError` where `value` is neither.
 */
export function observe(
  value: object,
  hub: () => PoolHub,
  options: HubObservation,
): Disposable | undefined {
  const group = groupOf(value);
  if (!group) {
    if (isA({ matches: isUndici }, value)) return observeHttp(value as UndiciLike, hub());
    const adapter = adapterOf(value);
    return hub().observe(value, adapter, options);
  }
  const cleanup = createCleanup();
  if (!enterGroup(value, cleanup)) {
    hub().saysItStands('a group of pools');
    return undefined;
  }
  cleanup.defer(() => leaveGroup(value));
  const faults = createFaults(SCOPE.name);
  cleanup.use(
    group.members(
      value,
      (member, nameInGroup = options.nameInGroup, identity = options.identity) => {
        faults.guard('observing a pool of a group failed', () =>
          cleanup.use(weakly(observe(member, hub, { ...options, nameInGroup, identity }))),
        );
      },
    ),
  );
  return cleanup;
}

/** Ends `observation` and holds it not, for a pool that is collected needs no end. */
export function weakly(observation: Disposable | undefined): Disposable {
  const ref = observation && new WeakRef(observation);
  return { [Symbol.dispose]: () => ref?.deref()?.[Symbol.dispose]() };
}
