import type { Faults } from '@plimsoll/kernel';

/** Reads the load. Where it throws or is no finite number from 0 on that is one warning, and the load is not known. */
export function loadReader(
  load: (() => number) | undefined,
  faults: Faults,
): () => number | undefined {
  if (!load) return () => undefined;
  return () =>
    faults.guard('`load` could not be read, growth is judged without it', () => {
      const value = load();
      if (isLoad(value)) return value;
      throw new RangeError(`Expected a finite number from 0 on, got ${String(value)}`);
    });
}

export function isLoad(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}
