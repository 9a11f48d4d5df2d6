import { createLeakFold, HEAP_WITNESS, type LeakVerdictOptions, OPTIONS } from './detector.ts';
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

const HELD = { heap: HEAP_WITNESS, external: undefined };

/** The recording as the verdict of today would have judged it: its own changes are replaced, and nobody is named. */
export function replay(recording: Recording): Recording {
  const changes: Change[] = [];
  const states: Record<string, string> = {};
  const samples = samplesOf(recording.rows);
  for (const area of ['heap', 'external'] as const) {
    const fold = createLeakFold(DEFAULTS, HELD[area]);
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
