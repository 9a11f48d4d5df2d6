import type { Faults } from '../src/index.ts';

/** Faults that keep what was reported, each time. */
export function recordedFaults(): { readonly faults: Faults; readonly said: string[] } {
  const said: string[] = [];
  const report = (cause: string, error?: unknown): void =>
    void said.push(error instanceof Error ? `${cause}: ${error.message}` : cause);
  return {
    said,
    faults: {
      report,
      absent: report,
      guard(cause, action) {
        try {
          return action();
        } catch (error) {
          report(cause, error);
          return undefined;
        }
      },
    },
  };
}
