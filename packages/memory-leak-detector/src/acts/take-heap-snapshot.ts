import { metrics } from '@opentelemetry/api';
import {
  createEmitter,
  createFaults,
  errorTypeOf,
  type InstrumentationContext,
  LateMeter,
  numberOption,
  readOptions,
  stringOption,
} from '@plimsoll/kernel';
import { EVENTS } from '../events.ts';
import { METRICS } from '../metrics.ts';
import { SCOPE } from '../version.ts';
import { type HeapSnapshot, type SnapshotTerms, snapshotWithin } from './heap-snapshot.ts';
import type { Refusal } from './refusal.ts';

export interface HeapSnapshotOptions {
  /** Where it is written; made where it is not there. A snapshot holds every string of the process, secrets too. */
  readonly folder: string;
  /** How many snapshots are kept there, 1 to 1000; 2 by default. */
  readonly fileLimit?: number;
  /** The least time since the last of this process or in this folder, 0 to 30 days; 6 h by default. */
  readonly minIntervalMillis?: number;
  /**
   * The process must not be expected to stand still for longer, 0 to 10 min; 5000 by default, enough for 60 MB of small objects.
   * What is expected is the worst until one was taken, then what that one took.
   */
  readonly maxPauseMillis?: number;
}

const OPTIONS = {
  folder: stringOption(undefined),
  fileLimit: numberOption(2, { min: 1, max: 1000, integer: true }),
  minIntervalMillis: numberOption(6 * 3_600_000, { min: 0, max: 30 * 86_400_000 }),
  maxPauseMillis: numberOption(5000, { min: 0, max: 600_000 }),
};

type SnapshotTrigger = 'manual' | 'leak_confirmed';

type Telemetry = Pick<InstrumentationContext, 'emitter' | 'meter'>;

/**
 * Writes a `.heapsnapshot` for its owner alone, where time, memory and disk allow it, and makes the event
 * `plimsoll.memory.heap_snapshot.taken` or `.skipped`. The process stands still meanwhile, about 5 us for each object. Throws a
 * `TypeError` or `RangeError` for bad options and nothing else.
 */
export async function takeHeapSnapshot(
  options: HeapSnapshotOptions,
): Promise<HeapSnapshot | Refusal> {
  const { folder, ...terms } = readOptions(OPTIONS, options, 'takeHeapSnapshot');
  if (folder === undefined)
    throw new TypeError(
      'Expected `folder` to be a non-empty string, got a value of type undefined',
    );
  const faults = createFaults(SCOPE.name);
  const telemetry = {
    emitter: createEmitter(SCOPE.name, SCOPE.version, faults),
    meter: new LateMeter(faults, metrics.getMeter(SCOPE.name, SCOPE.version)),
  };
  return announced(telemetry, 'manual', { folder, ...terms });
}

/** The same for the detector. */
export function takeSnapshot(
  telemetry: Telemetry,
  terms: SnapshotTerms,
): Promise<HeapSnapshot | Refusal> {
  return announced(telemetry, 'leak_confirmed', terms);
}

async function announced(
  { emitter, meter }: Telemetry,
  trigger: SnapshotTrigger,
  terms: SnapshotTerms,
): Promise<HeapSnapshot | Refusal> {
  const duration = meter.create(METRICS.heapSnapshotDuration);
  const outcome = await snapshotWithin({
    ...terms,
    onPause: (seconds, error) =>
      duration.record(seconds, {
        'plimsoll.memory.heap_snapshot.trigger': trigger,
        ...(error !== undefined && { 'error.type': errorTypeOf(error) }),
      }),
  });
  const common = {
    'plimsoll.memory.heap_snapshot.trigger': trigger,
    'plimsoll.memory.heap_snapshot.predicted_duration': outcome.predictedSeconds,
  };
  if (outcome.done)
    emitter.emit(EVENTS.heapSnapshotTaken, {
      ...common,
      'plimsoll.memory.heap_snapshot.path': outcome.path,
      'plimsoll.memory.heap_snapshot.size': outcome.bytes,
      'plimsoll.memory.heap_snapshot.duration': outcome.seconds,
    });
  else
    emitter.emit(EVENTS.heapSnapshotSkipped, {
      ...common,
      'plimsoll.memory.heap_snapshot.reason': outcome.reason,
    });
  return outcome;
}
