import type { PoolEvents, PoolRequest } from '../../src/pool.ts';

/** Pool events that write down what they were told. */
export function recorder(): {
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
      closed: (reason) => void told.push(`closed ${reason}`),
    },
  };
}
