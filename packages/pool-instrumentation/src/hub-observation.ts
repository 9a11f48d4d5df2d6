import type { HealthCheckSettings } from './health-check-options.ts';
import type { Other } from './leave-to.ts';
import type { ObservedPoolOptions } from './observed-pool.ts';
import type { KnownIdentity } from './pool.ts';

export interface HubObservation extends ObservedPoolOptions {
  readonly name: string | undefined;
  /** What the group that it was found in calls the pool. */
  readonly nameInGroup?: string | undefined;
  /** What that group knows of the pool beside what it tells itself. */
  readonly identity?: KnownIdentity | undefined;
  /** Who else reports metrics of the names of ours. */
  readonly leaveTo: readonly Other[];
  /** How its idle connections are checked, where they are. */
  readonly healthCheck?: HealthCheckSettings | undefined;
  /** The instrumentation that found the pool by itself; it ends it by `detachAll`. */
  readonly owner?: object;
  /** Whether whoever wants to observe the pool takes it over. */
  readonly provisional?: boolean;
}
