/** The places in the shop where an injected fault takes hold; all idle in a healthy shop. */
export interface Switches {
  /** Called at the start of every request of a customer. */
  readonly onRequest: Set<(path: string) => void>;
  /** How long every look-up of a product sleeps in the database. */
  queryDelaySeconds: number;
}

export function createSwitches(): Switches {
  return { onRequest: new Set(), queryDelaySeconds: 0 };
}
