import type { Attributes, Observable, ObservableResult } from '@opentelemetry/api';
import { createCleanup, type Faults, instruments, type LateMeter } from '@plimsoll/kernel';
import { readUndici, type UndiciLike } from './adapters/undici.ts';
import { METRICS } from './metrics.ts';

/** How many origins are told apart; the rest, and what is bound to none, reports together as `other`. */
const ORIGIN_LIMIT = 100;

const { httpOpenConnections, httpActiveRequests, httpPendingRequests } = METRICS;
const OBSERVED = { httpOpenConnections, httpActiveRequests, httpPendingRequests };

interface Numbers {
  active: number;
  idle: number;
  running: number;
  pending: number;
}

/** The time series of one server. They outlive its clients, since cumulative series never vanish. */
interface Server {
  readonly attributes: Attributes;
  readonly active: Attributes;
  readonly idle: Attributes;
}

/** The HTTP clients that are observed, and what they do towards each server. They are held weakly. */
export class HttpClients {
  readonly #clients = new Set<WeakRef<UndiciLike>>();
  readonly #observations = new WeakMap<object, Disposable>();
  readonly #servers = new Map<string, Server>();
  /** Whether a reader has series of these. */
  wasRead = false;

  /** Reads `client` at every collection until the answer is disposed; `undefined` where that is done already. */
  add(client: UndiciLike): Disposable | undefined {
    if (this.#observations.has(client)) return undefined;
    const ref = new WeakRef(client);
    this.#clients.add(ref);
    return this.#keep(client, ref);
  }

  /** Those that are observed; those that were collected are gone. */
  observed(): UndiciLike[] {
    const clients: UndiciLike[] = [];
    for (const ref of this.#clients) {
      const client = ref.deref();
      if (client) clients.push(client);
      else this.#clients.delete(ref);
    }
    return clients;
  }

  /** What all clients do towards each server that they ever spoke to. */
  read(faults: Faults): Map<Server, Numbers> {
    const sums = new Map<Server, Numbers>();
    const sumOf = (server: Server): Numbers => {
      const sum = sums.get(server) ?? { active: 0, idle: 0, running: 0, pending: 0 };
      sums.set(server, sum);
      return sum;
    };
    for (const client of this.observed()) {
      const readings = faults.guard('reading an HTTP client failed', () => readUndici(client));
      for (const { origin, ...numbers } of readings ?? []) {
        const sum = sumOf(this.#serverOf(origin));
        for (const key of ['active', 'idle', 'running', 'pending'] as const)
          sum[key] += numbers[key];
      }
    }
    for (const server of this.#servers.values()) sumOf(server);
    this.wasRead ||= sums.size > 0;
    return sums;
  }

  /** A function of its own, for a closure beside others would hold the client that they close over. */
  #keep(client: UndiciLike, ref: WeakRef<UndiciLike>): Disposable {
    const observation = {
      [Symbol.dispose]: () => {
        this.#clients.delete(ref);
        const observed = ref.deref();
        if (observed) this.#observations.delete(observed);
      },
    };
    this.#observations.set(client, observation);
    return observation;
  }

  #serverOf(origin: string): Server {
    const known = this.#servers.has(origin) || this.#servers.size < ORIGIN_LIMIT;
    const key = known && origin !== 'any' ? origin : 'other';
    const server = this.#servers.get(key) ?? serverAt(key);
    this.#servers.set(key, server);
    return server;
  }
}

function serverAt(origin: string): Server {
  const url = URL.canParse(origin) ? new URL(origin) : undefined;
  const port = Number(url?.port) || (url?.protocol === 'https:' ? 443 : 80);
  const attributes = {
    'server.address': url?.hostname.replace(/^\[|\]$/g, '') ?? 'other',
    'server.port': url ? port : 0,
  };
  return {
    attributes: Object.freeze(attributes),
    active: Object.freeze({ ...attributes, 'http.connection.state': 'active' }),
    idle: Object.freeze({ ...attributes, 'http.connection.state': 'idle' }),
  };
}

/** Reads the HTTP clients at every collection; a server that nobody speaks to any more is `0`. */
export function publishHttp(meter: LateMeter, clients: HttpClients, faults: Faults): Disposable {
  const made = instruments(meter, OBSERVED);
  const cleanup = createCleanup();
  const observe = (
    instrument: Observable<Attributes>,
    report: (result: ObservableResult<Attributes>, server: Server, numbers: Numbers) => void,
  ): void => {
    const callback = (result: ObservableResult<Attributes>): void => {
      for (const [server, numbers] of clients.read(faults)) report(result, server, numbers);
    };
    instrument.addCallback(callback);
    cleanup.defer(() => instrument.removeCallback(callback));
  };
  observe(made.httpOpenConnections, (result, server, { active, idle }) => {
    result.observe(active, server.active);
    result.observe(idle, server.idle);
  });
  observe(made.httpActiveRequests, (result, { attributes }, { running }) =>
    result.observe(running, attributes),
  );
  observe(made.httpPendingRequests, (result, { attributes }, { pending }) =>
    result.observe(pending, attributes),
  );
  return cleanup;
}
