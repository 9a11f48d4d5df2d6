import type { FakeClock } from '@plimsoll/kernel';
import { observe } from '../../src/groups.ts';
import type { HubObservation } from '../../src/hub-observation.ts';
import { OPTIONS, startedHub } from '../hub/started-hub.ts';
import type { TestSdk } from '../sdk.ts';

/** What is reported of one pool, in the words of a test. */
export interface Reported {
  readonly clock: FakeClock;
  readonly sdk: TestSdk;
  /** The points of `db.client.connection.<name>`. */
  connection(name: string): Promise<Record<string, never>>;
  counts(): Promise<{ used: number; idle: number; pending: number }>;
  closed(): Promise<Record<string, number>>;
  state(): Promise<string | undefined>;
}

/** Observes `pool` as `orders`, for an SDK and by a clock of its own. */
export function observed(pool: object, options: Partial<HubObservation> = {}): Reported {
  const { clock, hub, sdk } = startedHub();
  observe(pool, () => hub, { ...OPTIONS, name: 'orders', ...options });
  const at = (name: string) => sdk.values(name) as Promise<Record<string, never>>;
  return {
    clock,
    sdk,
    connection: (name) => at(`db.client.connection.${name}`),
    async counts() {
      const count = await at('db.client.connection.count');
      const { orders: pending } = await at('db.client.connection.pending_requests');
      return { used: count['orders used'], idle: count['orders idle'], pending } as never;
    },
    closed: () => sdk.counted('plimsoll.pool.connection.closed') as Promise<Record<string, number>>,
    async state() {
      const states = Object.entries(await at('plimsoll.pool.status'));
      return states.find(([, value]) => value === 1)?.[0].replace('orders ', '');
    },
  };
}
