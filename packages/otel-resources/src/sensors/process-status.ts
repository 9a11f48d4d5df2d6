import { join } from 'node:path';
import type { Files } from '../read/file.ts';
import { type ProcessStatus, parseProcessStatus } from '../read/process-status.ts';
import type { Roots } from '../read/roots.ts';
import { pageBytes, parseStatm } from '../read/statm.ts';
import { seldom } from './seldom.ts';

/** For threads, CPUs and the rest, which change slowly: all of them cost five times as much as the memory alone. */
const STATUS_SECONDS = 5;

/**
 * What the kernel knows of this process: its memory at each reading, and what else there is every 5 seconds.
 * `undefined` where there is no /proc.
 */
export function watchStatus(
  files: Files,
  roots: Roots,
): ((now: number) => ProcessStatus | undefined) | undefined {
  const statusFile = files.keep(join(roots.proc, 'self/status'));
  const memoryFile = files.keep(join(roots.proc, 'self/statm'));
  if (statusFile.read() === undefined) return undefined;
  let status: ProcessStatus | undefined;
  let page: number | undefined;
  const readStatus = (): void => {
    status = parseProcessStatus(statusFile.read() ?? '');
    const pages = parseStatm(memoryFile.read() ?? '');
    const { virtualBytes } = status ?? {};
    page = pages && virtualBytes ? pageBytes(virtualBytes, pages.virtual) : undefined;
  };
  const readSeldom = seldom(STATUS_SECONDS, readStatus);
  return (now) => {
    readSeldom(now);
    const pages = page === undefined ? undefined : parseStatm(memoryFile.read() ?? '');
    if (page === undefined || !pages) {
      status = parseProcessStatus(statusFile.read() ?? '');
      return status;
    }
    return {
      ...status,
      virtualBytes: pages.virtual * page,
      residentBytes: pages.resident * page,
    };
  };
}
