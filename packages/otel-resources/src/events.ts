import type { EventSpecs } from '@plimsoll/kernel';

/** Every event that this package emits: none. */
export const EVENTS = {} as const;

EVENTS satisfies EventSpecs;
