import { readFileSync } from 'node:fs';

/**
 * The share, 0 to 1, of the resident pages that are pages of files or shared, by `/proc/self/statm` (proc_pid_statm(5), 15 us);
 * `undefined` elsewhere than on Linux.
 */
export function fileShare(path = '/proc/self/statm'): number | undefined {
  try {
    const [, resident = 0, shared = 0] = readFileSync(path, 'latin1').split(' ').map(Number);
    return resident > 0 && shared <= resident ? shared / resident : undefined;
  } catch {
    return undefined;
  }
}
