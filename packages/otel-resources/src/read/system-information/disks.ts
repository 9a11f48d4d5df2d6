import { count, isRecord } from './fields.ts';

/**
 * `disksIO()`: operations of all disks together, and no bytes. Windows answers `null`. The times are zero on macOS, where
 * they are not read.
 */
export function diskOperationsOf(
  answer: unknown,
): { readonly read: number; readonly write: number } | undefined {
  if (!isRecord(answer)) return undefined;
  const [read, write] = [count(answer.rIO), count(answer.wIO)];
  return read === undefined || write === undefined ? undefined : { read, write };
}
