import { FAULT_NAMES, type FaultName } from '../fault-names.ts';

const TIMEOUT_MILLIS = 10_000;

/** What the shop says about one of its faults. */
export interface FaultState {
  readonly name: FaultName;
  readonly active: boolean;
  /** Why this shop cannot be given it. */
  readonly unavailable?: string;
}

/** Injects and heals faults over HTTP. */
export interface FaultSwitch {
  readonly states: readonly FaultState[];
  inject(name: FaultName): Promise<void>;
  /** Heals what is active and injects what is not. */
  toggle(name: FaultName): Promise<void>;
}

export async function createFaultSwitch(shopUrl: string): Promise<FaultSwitch> {
  const states = new Map<FaultName, FaultState>();
  const call = async (path: string, method: string): Promise<Response> => {
    const signal = AbortSignal.timeout(TIMEOUT_MILLIS);
    return fetch(new URL(path, shopUrl), { method, signal });
  };
  const change = async (name: FaultName, method: string): Promise<void> => {
    const answer = await call(`/faults/${name}`, method);
    if (answer.ok) states.set(name, (await answer.json()) as FaultState);
    else await answer.body?.cancel();
  };
  const first = (await (await call('/faults', 'GET')).json()) as FaultState[];
  for (const state of first) states.set(state.name, state);

  return {
    get states() {
      return FAULT_NAMES.flatMap((name) => states.get(name) ?? []);
    },
    inject: (name) => change(name, 'POST'),
    toggle: (name) => change(name, states.get(name)?.active ? 'DELETE' : 'POST'),
  };
}
