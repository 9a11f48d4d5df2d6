import type { EventSpecs } from '@plimsoll/kernel';

/** Every event that this package emits. */
export const EVENTS = {
  priorityChanged: {
    name: 'plimsoll.process.priority_changed',
    severity: 'INFO',
    description: 'The niceness of the process was raised under pressure, or given back after it.',
    attributes: [
      'plimsoll.process.niceness.current',
      'plimsoll.process.niceness.previous',
      'plimsoll.resource.type',
    ],
  },
} as const;

EVENTS satisfies EventSpecs;
