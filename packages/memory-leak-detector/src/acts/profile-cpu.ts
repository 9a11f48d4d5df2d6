import type { Profiler } from 'node:inspector';
import { numberOption, readOptions } from '@plimsoll/kernel';
import type { Frame } from '../evidence/allocation.ts';
import { type Inspection, inspect } from '../evidence/inspect.ts';
import { originalPositions } from '../evidence/source-positions.ts';
import { lastActs } from './last-acts.ts';
import { elapsed, keepProfile, PROFILE_OPTIONS, type ProfileOptions } from './profile.ts';
import { failure, type Refusal, refusal } from './refusal.ts';

export interface CpuProfileOptions extends ProfileOptions {
  /** The time between two looks at the stack, 100 to 1 000 000; 1000 by default. */
  readonly sampleMicros?: number;
}

/** A function that was running; `share`, 0 to 1, is its part of the time in which anything was. */
export interface BusyFunction extends Frame {
  readonly share: number;
}

export interface CpuProfile {
  readonly done: true;
  /** As `.cpuprofile` files hold it. */
  readonly profile: Profiler.Profile;
  /** The functions that ran longest themselves, at most ten. */
  readonly busiest: readonly BusyFunction[];
  readonly path: string | undefined;
}

const OPTIONS = {
  ...PROFILE_OPTIONS,
  sampleMicros: numberOption(1000, { min: 100, max: 1_000_000, integer: true }),
};

const BUSIEST_LIMIT = 10;

/** What V8 calls time in which nothing ran. */
const IDLE = ['(idle)', '(root)'];

/**
 * Looks at the stack of this thread for a while and tells where it was. One at a time; profilers of others do not mind. Throws
 * a `TypeError` or `RangeError` for bad options and nothing else.
 */
export async function profileCpu(options?: CpuProfileOptions): Promise<CpuProfile | Refusal> {
  const terms = readOptions(OPTIONS, options, 'profileCpu');
  const acts = lastActs();
  if (acts.profilingCpu) return refusal('too_soon', 'the CPU is being profiled');
  let inspection: Inspection | undefined;
  try {
    acts.profilingCpu = true;
    inspection = inspect(process.getBuiltinModule('node:inspector'));
    inspection.post('Profiler.enable');
    inspection.post('Profiler.setSamplingInterval', { interval: terms.sampleMicros });
    inspection.post('Profiler.start');
    await elapsed(terms);
    const profile = inspection.post('Profiler.stop').profile as Profiler.Profile;
    const path = await keepProfile(terms, profile);
    return { done: true, profile, busiest: await originals(busiestOf(profile)), path };
  } catch (error) {
    return failure(inspection ? 'failed' : 'unavailable', error);
  } finally {
    acts.profilingCpu = false;
    inspection?.[Symbol.dispose]();
  }
}

/** By the time until the next look; what stands in no file is V8 itself and keeps its name. */
function busiestOf({ nodes, samples = [], timeDeltas = [] }: Profiler.Profile): BusyFunction[] {
  const byId = new Map(nodes.map((node) => [node.id, node.callFrame]));
  const functions = new Map<string, { frame: Frame; micros: number }>();
  let total = 0;
  for (const [index, id] of samples.entries()) {
    const call = byId.get(id);
    const micros = timeDeltas[index + 1] ?? 0;
    if (!call || IDLE.includes(call.functionName) || micros <= 0) continue;
    const { functionName, url, lineNumber, columnNumber } = call;
    const key = `${functionName}:${lineNumber}:${columnNumber}:${url}`;
    const frame = {
      functionName: functionName || '(anonymous)',
      file: url,
      line: lineNumber + 1,
      column: columnNumber + 1,
    };
    const known = functions.get(key) ?? { frame, micros: 0 };
    known.micros += micros;
    total += micros;
    functions.set(key, known);
  }
  return [...functions.values()]
    .sort((a, b) => b.micros - a.micros)
    .slice(0, BUSIEST_LIMIT)
    .map(({ frame, micros }) => ({ ...frame, share: micros / total }));
}

async function originals(busiest: readonly BusyFunction[]): Promise<readonly BusyFunction[]> {
  const located = await originalPositions(
    busiest.map((each) => ({ ...each, bytes: 0, stack: [] })),
  );
  return located.map(({ bytes: _, stack: __, ...each }) => each);
}
