import type { FaultState } from './fault-switch.ts';
import type { ReceivedEvent } from './receiver.ts';
import type { Stage } from './stage.ts';
import type { Summary } from './summary.ts';
import { THRESHOLDS } from './thresholds.ts';

/** All that the demo shows, at one moment. */
export interface DemoState {
  readonly stage: Stage;
  /** How long the load has run. */
  readonly seconds: number;
  readonly durationSeconds: number;
  /** When it began, in milliseconds since 1970. */
  readonly startedAt: number;
  readonly summary: Summary | undefined;
  /** The heap after collections, one reading a second, the oldest first. */
  readonly heapHistory: readonly number[];
  readonly faults: readonly FaultState[];
  readonly events: readonly ReceivedEvent[];
  /** The last lines that the processes wrote to stderr. */
  readonly notes: readonly string[];
}

/** The final state as `--json` prints it. */
export function finalState(state: DemoState | undefined, failure: string | null): object {
  if (!state) return { failure };
  const { stage, seconds, startedAt, summary, faults, events } = state;
  return {
    failure,
    seconds,
    database: stage.database,
    metricsUrl: stage.metricsUrl,
    thresholds: THRESHOLDS,
    ...summary,
    faults: faults.filter(({ active }) => active).map(({ name }) => name),
    unavailableFaults: faults.filter(({ unavailable }) => unavailable).map(({ name }) => name),
    events: events.map(({ time, ...event }) => ({ ...event, seconds: (time - startedAt) / 1000 })),
  };
}
