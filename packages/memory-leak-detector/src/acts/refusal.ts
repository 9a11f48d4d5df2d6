/** Why an act was not done. */
export type RefusalReason =
  /** The last one was too short a while ago, or is still going on. */
  | 'too_soon'
  /** The process would stand still for longer than it may. */
  | 'too_long'
  | 'not_enough_memory'
  | 'not_enough_disk'
  /** Somebody else uses the profiler, the runtime has none, or it may not be used. */
  | 'unavailable'
  | 'failed';

export interface Refusal {
  readonly done: false;
  readonly reason: RefusalReason;
  readonly message: string;
  /** How long the process was expected to stand still. */
  readonly predictedSeconds?: number;
}

export function refusal(
  reason: RefusalReason,
  message: string,
  predictedSeconds?: number,
): Refusal {
  return {
    done: false,
    reason,
    message,
    ...(predictedSeconds !== undefined && { predictedSeconds }),
  };
}

/** Of what would make the process stand still for longer than it may. */
export function tooLong(predictedSeconds: number, digits = 2): Refusal {
  const seconds = predictedSeconds.toFixed(digits);
  return refusal('too_long', `the process would stand still for ${seconds} s`, predictedSeconds);
}

export function failure(reason: RefusalReason, error: unknown): Refusal {
  return refusal(reason, error instanceof Error ? error.message : String(error));
}
