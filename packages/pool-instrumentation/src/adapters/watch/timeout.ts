/** Whether an error is of a wait that ran out of time, where its class alone says so: it has no name of its own. */
export function isTimeout(error: unknown): boolean {
  return (error as Error | undefined)?.constructor?.name === 'TimeoutError';
}
