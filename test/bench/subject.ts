/** What a process of its own measured, in the unit of the measurement. */
export interface Outcome {
  readonly value: number;
  /** Where the subject and its baseline take turns in one process. */
  readonly baseline?: number;
}

export type Subject = () => Promise<Outcome>;
