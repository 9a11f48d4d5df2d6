import { integerAt, words } from './text.ts';

/** Soft limits of this process; one that is absent is unlimited. */
export interface ProcessLimits {
  readonly openFiles?: number;
}

/** /proc/self/limits */
export function parseProcessLimits(text: string): ProcessLimits | undefined {
  const rest = words(text, 'Max open files');
  if (rest === undefined) return undefined;
  if (rest.startsWith('unlimited')) return {};
  const openFiles = integerAt(rest, 0);
  return openFiles === undefined || openFiles < 0 ? undefined : { openFiles };
}
