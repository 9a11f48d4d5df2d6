/** How long code of each unit ran, in seconds; a fold over the times at which it begins and ends. */
export interface Sections {
  /** Code of a unit runs, or of none; what ran until now waits for the `leave`. */
  enter(unit: string | undefined): void;
  leave(): void;
  /** Every second of each unit up to now. */
  totals(): ReadonlyMap<string, number>;
}

/**
 * `now` is monotonic seconds, `label` gives the name under which a unit is counted. Time within a nested section belongs to
 * the inner one alone.
 */
export function createSections(now: () => number, label: (unit: string) => string): Sections {
  const totals = new Map<string, number>();
  const outer: (string | undefined)[] = [];
  let current: string | undefined;
  let since = 0;

  const account = (time: number): void => {
    if (current !== undefined) {
      const unit = label(current);
      totals.set(unit, (totals.get(unit) ?? 0) + Math.max(0, time - since));
    }
    since = time;
  };
  const change = (unit: string | undefined): void => {
    // Code outside of every unit costs no look at the clock.
    if (unit === current) return;
    account(now());
    current = unit;
  };

  return {
    enter(unit) {
      outer.push(current);
      change(unit);
    },
    leave() {
      change(outer.pop());
    },
    totals() {
      if (current !== undefined) account(now());
      return totals;
    },
  };
}
