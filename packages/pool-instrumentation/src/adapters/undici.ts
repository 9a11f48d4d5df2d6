/** What an HTTP client does towards one origin now. */
export interface HttpReading {
  /** Scheme, host and port, as `URL.origin` has them; `any` for what is bound to none. */
  readonly origin: string;
  /** Open connections on which a request runs. */
  readonly active: number;
  /** Open connections without one. */
  readonly idle: number;
  /** Requests that are sent and have no whole answer yet. */
  readonly running: number;
  /** Requests that wait for a connection. */
  readonly pending: number;
}

interface Stats {
  readonly connected: number | boolean;
  readonly running: number;
  readonly pending: number;
  /** Of them, those that wait for no server in particular. */
  readonly queued?: number;
}

/** The public members of the dispatchers of undici 7.9 and later that are read. */
export interface UndiciLike {
  readonly stats: Stats | Readonly<Record<string, Stats>>;
  dispatch(...args: never): unknown;
  close(...args: never): unknown;
}

/** Whether `value` is a `Client`, `Pool`, `BalancedPool`, `RoundRobinPool` or `Agent` of undici, of whatever copy. */
export function isUndici(value: unknown): value is UndiciLike {
  const like = value as UndiciLike | undefined | null;
  return (
    typeof like === 'object' &&
    like !== null &&
    typeof like.dispatch === 'function' &&
    typeof like.close === 'function' &&
    typeof like.stats === 'object' &&
    (hidden(like, 'url') instanceof URL || isMembers(hidden(like, 'clients')))
  );
}

/**
 * Reads by public statistics: nothing is added to the client, and nothing taken from it. What waits for any of several
 * servers of a balanced pool waits under `any`.
 */
export function readUndici(client: UndiciLike): HttpReading[] {
  if (hidden(client, 'clients') instanceof Map)
    return Object.entries(client.stats).map(([origin, stats]) => readingOf(origin, stats));
  const parts = partsOf(client);
  const readings = parts.map(({ origin, stats }) => readingOf(origin, stats));
  if (hidden(client, 'url')) return readings;
  const anywhere = (client.stats as Stats).queued ?? 0;
  const origin = parts.length === 1 && parts[0] ? parts[0].origin : 'any';
  return [...readings, { origin, active: 0, idle: 0, running: 0, pending: anywhere }];
}

/** What an agent has by origin and a balanced pool, which may have none yet, in a list. */
function isMembers(clients: unknown): boolean {
  return clients instanceof Map || Array.isArray(clients);
}

/** A client or pool of one origin as itself, a balanced pool as its pools; empty for anything else. */
function partsOf(client: UndiciLike): { origin: string; stats: Stats }[] {
  const url = hidden(client, 'url');
  if (url instanceof URL) return [{ origin: url.origin, stats: client.stats as Stats }];
  const members = hidden(client, 'clients');
  return Array.isArray(members) ? members.flatMap((member) => partsOf(member)) : [];
}

/** Without pipelining, which is how undici comes, a connection has one request: as many are active as run. */
function readingOf(origin: string, { connected, running, pending }: Stats): HttpReading {
  const open = Number(connected);
  const active = Math.min(open, running);
  return { origin, active, idle: open - active, running, pending };
}

/** The member that stands under the symbol called `name`: each copy of undici has symbols of its own. */
function hidden(of: object, name: string): unknown {
  const symbol = Object.getOwnPropertySymbols(of).find(({ description }) => description === name);
  return symbol && Reflect.get(of, symbol);
}
