import { totalmem } from 'node:os';
import { performance } from 'node:perf_hooks';
import { getHeapStatistics } from 'node:v8';
import { resourceLimits } from 'node:worker_threads';
import { fileShare } from './file-share.ts';
import { type GcRecording, recordCollections } from './gc-profiler.ts';
import {
  type HeapSpaces,
  readHeapAfterGc,
  type WatchFullCollections,
  watchFullCollections,
} from './heap-after-gc.ts';
import { flagsOf, type MemoryUsage, oldSpaceLimit } from './limits.ts';

/** Where the samples come from; a test hands in its own. */
export interface MemorySources {
  readonly watchFullCollections: WatchFullCollections;
  readonly recordCollections: () => GcRecording;
  readonly readHeapAfterGc: () => HeapSpaces;
  readonly memoryUsage: () => MemoryUsage;
  /** The share, 0 to 1, of RSS that holds pages of files; `undefined` where that cannot be told. */
  readonly fileShare: () => number | undefined;
  /** The bytes that the old generation may reach. */
  readonly oldSpaceLimit: () => number;
  /** The container's limit in bytes; 0 or more than `totalMemory` for none. */
  readonly constrainedMemory: () => number | undefined;
  readonly totalMemory: () => number;
  /** Event loop utilization, 0 to 1, since the last call. */
  readonly utilization: () => number;
}

/** The sources of this process. */
export function systemSources(): MemorySources {
  const flags = flagsOf(process.env.NODE_OPTIONS, process.execArgv);
  let before = performance.eventLoopUtilization();
  return {
    watchFullCollections,
    recordCollections,
    readHeapAfterGc,
    memoryUsage: () => process.memoryUsage(),
    fileShare,
    oldSpaceLimit: () =>
      oldSpaceLimit({
        heapSizeLimit: getHeapStatistics().heap_size_limit,
        nodeVersion: process.versions.node,
        flags,
        workerOldSpaceMebibytes: resourceLimits?.maxOldGenerationSizeMb,
      }),
    constrainedMemory: () => process.constrainedMemory?.(),
    totalMemory: totalmem,
    utilization: () => {
      const now = performance.eventLoopUtilization();
      const { utilization } = performance.eventLoopUtilization(now, before);
      before = now;
      return utilization;
    },
  };
}
