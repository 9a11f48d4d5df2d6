import { vi } from 'vitest';

/** Waits until `check` no longer throws, however busy the machine: what a server does it does in its own time. */
export function soon<T>(check: () => Promise<T> | T): Promise<T> {
  return vi.waitFor(check, { timeout: 30_000 });
}
