import type { CloseReason, PoolEvents, PoolRequest } from '../../src/pool.ts';

/** The reasons that are ours to give. */
const OURS: readonly CloseReason[] = ['health_check', 'leak', 'pressure'];

/** Pool events that write down what they were told; a reason that is not in `closes` is marked. */
export function recorder(closes?: readonly CloseReason[]): {
  readonly events: PoolEvents;
  readonly told: string[];
  /** What was granted, as the adapter calls it. */
  readonly lent: unknown[];
} {
  const told: string[] = [];
  const lent: unknown[] = [];
  const ids = new Map<unknown, number>();
  const idOf = (connection: unknown): number => {
    if (!ids.has(connection)) ids.set(connection, ids.size + 1);
    return ids.get(connection) as number;
  };
  return {
    told,
    lent,
    events: {
      requested(): PoolRequest {
        told.push('requested');
        return { since: 0, context: undefined, site: undefined, use: 0, leaked: false };
      },
      granted(_request, connection) {
        lent.push(connection);
        told.push(`granted ${idOf(connection)}`);
      },
      refused: (timeout) => void told.push(timeout ? 'timed out' : 'refused'),
      returned: (connection) => void told.push(`returned ${idOf(connection)}`),
      creating: () => 0,
      created(since) {
        if (since !== undefined) told.push('created');
      },
      createFailed: () => void told.push('create failed'),
      closed(reason) {
        const known = !closes || closes.includes(reason) || OURS.includes(reason);
        told.push(`closed ${reason}${known ? '' : ', which is not expected'}`);
      },
    },
  };
}
