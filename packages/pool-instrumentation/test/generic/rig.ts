import { type FakeClock, type Faults, fakeClock } from '@plimsoll/kernel';
import { buildPool } from '../../src/generic/create-pool.ts';
import type { ResourceFactory } from '../../src/generic/factory.ts';
import type { ResourcePool } from '../../src/generic/resource-pool.ts';
import type { CreatePoolOptions } from '../../src/generic/settings.ts';

export interface Resource {
  readonly id: number;
}

export interface Rig {
  readonly pool: ResourcePool<Resource>;
  readonly clock: FakeClock;
  /** How often `create` was called. */
  attempts(): number;
  /** The ids of what was made, and of what was destroyed, in their order. */
  readonly made: number[];
  readonly destroyed: number[];
  readonly validated: number[];
  /** Causes that were reported. */
  readonly reports: string[];
  /** Moves time on in steps, with what follows from each. */
  pass(seconds: number): Promise<void>;
}

/** Shorter than the waits that are counted, and a power of two, so that no sum of it is rounded. */
const STEP_SECONDS = 2 ** -7;

/** Lets what follows from what has happened happen. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setImmediate(resolve));
}

/** A pool whose clock stands until `pass`, of resources that are made and destroyed at once where `factory` says nothing else. */
export function rig(
  options: CreatePoolOptions = {},
  factory: Partial<ResourceFactory<Resource>> = {},
  jitter = 0,
): Rig {
  const clock = fakeClock();
  const made: number[] = [];
  const destroyed: number[] = [];
  const validated: number[] = [];
  const reports: string[] = [];
  let attempts = 0;
  const faults: Faults = {
    report: (cause) => void reports.push(cause),
    absent: () => {},
    guard: (_cause, action) => action(),
  };
  const { create, destroy, validate } = factory;
  const pool = buildPool<Resource>(
    {
      create(signal) {
        attempts++;
        const making = create ? create(signal) : { id: attempts };
        void Promise.resolve(making).then(
          ({ id }) => made.push(id),
          () => {},
        );
        return making;
      },
      destroy(resource) {
        destroyed.push(resource.id);
        return destroy?.(resource);
      },
      ...(validate && {
        validate(resource: Resource, signal: AbortSignal) {
          validated.push(resource.id);
          return validate(resource, signal);
        },
      }),
    },
    options,
    { clock, random: () => jitter, faults },
  );
  return {
    pool,
    clock,
    attempts: () => attempts,
    made,
    destroyed,
    validated,
    reports,
    async pass(seconds) {
      for (let left = seconds; left > 0; left -= STEP_SECONDS) {
        clock.advance(Math.min(left, STEP_SECONDS));
        await settle();
      }
    },
  };
}

export function transient(): Error {
  return Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
}

/** How a promise ended, or that it has not. */
export function outcome(promise: Promise<unknown>): { value?: unknown; error?: unknown } {
  const seen: { value?: unknown; error?: unknown } = {};
  promise.then(
    (value) => {
      seen.value = value;
    },
    (error) => {
      seen.error = error;
    },
  );
  return seen;
}
