import {
  AREAS,
  type Area,
  createLeakFold,
  createNativeFold,
  HEAP_WITNESS,
  type LeakFold,
  type LeakVerdictOptions,
  NATIVE_BINS,
  OPTIONS,
} from './detector.ts';
import { type Change, type Recording, samplesOf } from './recording.ts';

/** What the folds of the detector use where nothing is set. */
export const DEFAULTS: LeakVerdictOptions = {
  warmupSeconds: OPTIONS.warmupMillis.fallback / 1000,
  minBinSeconds: OPTIONS.minBinMillis.fallback / 1000,
  suspectedHeadroomRatio: OPTIONS.suspectedHeadroomRatio.fallback,
  confirmedHeadroomRatio: OPTIONS.confirmedHeadroomRatio.fallback,
  materiality: OPTIONS.materialityBytes.fallback,
  reversalFactor: OPTIONS.reversalFactor.fallback,
  falseAlarmRatio: OPTIONS.falseAlarmRatio.fallback,
};

const NATIVE: LeakVerdictOptions = {
  ...DEFAULTS,
  minBinSeconds: NATIVE_BINS * DEFAULTS.minBinSeconds,
  materiality: OPTIONS.nativeMaterialityBytes.fallback,
};

const FOLDS: Readonly<Record<Area, () => LeakFold>> = {
  heap: () => createLeakFold(DEFAULTS, HEAP_WITNESS),
  external: () => createLeakFold(DEFAULTS),
  native: () => createNativeFold(NATIVE),
};

/** The recording as the verdict of today would have judged it: its own changes are replaced, and nobody is named. */
export function replay(recording: Recording): Recording {
  const changes: Change[] = [];
  const states: Record<string, string> = {};
  const samples = samplesOf(recording.rows);
  for (const area of AREAS) {
    const fold = FOLDS[area]();
    states[area] = 'unknown';
    for (const sample of samples[area]) {
      const { state } = fold.push(sample);
      if (state !== states[area] && state !== 'unknown') {
        const said = state === 'none' ? 'resolved' : state;
        if (said !== 'resolved' || states[area] !== 'unknown')
          changes.push({ time: sample.time, area, state: said, attributes: {} });
      }
      states[area] = state;
    }
  }
  const ending = recording.ending && { ...recording.ending, states };
  return { ...recording, changes: changes.sort((a, b) => a.time - b.time), ending };
}
