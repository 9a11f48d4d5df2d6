import type { Pool } from 'pg';
import { FAULT_NAMES, type FaultName } from './fault-names.ts';
import { blockedLoop } from './faults/blocked-loop.ts';
import { cpuBurn } from './faults/cpu-burn.ts';
import { leak } from './faults/leak.ts';
import { poolHog } from './faults/pool-hog.ts';
import { poolLeak } from './faults/pool-leak.ts';
import { slowQueries } from './faults/slow-queries.ts';
import { ok, problem, type Route } from './http.ts';
import type { Switches } from './switches.ts';

/** What a fault may take hold of. */
export interface Shop {
  readonly pool: Pool;
  readonly poolMax: number;
  readonly switches: Switches;
}

/** Breaks the shop; disposing what it returns heals it. */
export type Fault = (shop: Shop) => Disposable;

const FAULTS: Readonly<Record<FaultName, Fault>> = {
  leak,
  'pool-hog': poolHog,
  'pool-leak': poolLeak,
  'blocked-loop': blockedLoop,
  'cpu-burn': cpuBurn,
  'slow-queries': slowQueries,
};

/** Faults that keep connections to themselves, so that a database with one backend would only stand still. */
const NEEDS_BACKENDS: ReadonlySet<FaultName> = new Set(['pool-hog', 'pool-leak', 'slow-queries']);

export interface FaultDesk {
  /** `GET /faults`, `POST /faults/<name>` injects, `DELETE /faults/<name>` heals. */
  readonly routes: readonly Route[];
  heal(): void;
}

export function createFaults(shop: Shop): FaultDesk {
  const active = new Map<FaultName, Disposable>();
  const refusal = (name: FaultName): string | undefined =>
    shop.poolMax < 2 && NEEDS_BACKENDS.has(name)
      ? 'needs a database with several backends'
      : undefined;
  const state = (name: FaultName) => ({
    name,
    active: active.has(name),
    ...(refusal(name) && { unavailable: refusal(name) }),
  });

  function inject(name: FaultName): void {
    if (!active.has(name)) active.set(name, FAULTS[name](shop));
  }
  function heal(name: FaultName): void {
    active.get(name)?.[Symbol.dispose]();
    active.delete(name);
  }
  const change = (method: string, act: (name: FaultName) => void): Route => ({
    method,
    path: /^\/faults\/([\w-]+)$/,
    handle({ params: [name = ''] }) {
      if (!isFault(name)) return problem(404, 'no such fault');
      const refused = refusal(name);
      if (refused) return problem(409, refused);
      act(name);
      return ok(state(name));
    },
  });

  return {
    routes: [
      { method: 'GET', path: /^\/faults$/, handle: () => ok(FAULT_NAMES.map(state)) },
      change('POST', inject),
      change('DELETE', heal),
    ],
    heal() {
      for (const name of [...active.keys()]) heal(name);
    },
  };
}

function isFault(name: string): name is FaultName {
  return Object.hasOwn(FAULTS, name);
}
