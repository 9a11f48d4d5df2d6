import { writeFile } from 'node:fs/promises';
import type { Profiler } from 'node:inspector';
import type { SamplingProfile } from './culprits.ts';
import { type EvidenceFiles, placeFile } from './files.ts';
import { pprofOf } from './pprof.ts';

/** `v8`: `.heapprofile` and `.cpuprofile`, for Chrome DevTools; `pprof`: `.heap.pb.gz` and `.cpu.pb.gz`, for `go tool pprof`. */
export type ProfileFormat = 'v8' | 'pprof';

/** Writes a profile for its owner alone; the path. Throws a `RangeError` where it does not fit. */
export async function writeProfile(
  files: EvidenceFiles,
  format: ProfileFormat,
  profile: SamplingProfile | Profiler.Profile,
  epochMillis: number,
): Promise<string> {
  const what = 'head' in profile ? 'heap' : 'cpu';
  const pprof = format === 'pprof';
  const data = pprof
    ? await pprofOf(profile, epochMillis)
    : Buffer.from(JSON.stringify(profile), 'utf8');
  const kind = pprof ? (`${what}.pb.gz` as const) : (`${what}profile` as const);
  return placeFile(files, kind, { bytes: data.length, epochMillis }, (path) =>
    writeFile(path, data, { flag: 'wx', mode: 0o600 }),
  );
}
