export type HeapLevel = 'nominal' | 'elevated' | 'critical';

/** What the heap holds after a full collection, and where it ends. */
export interface LimitSample {
  readonly time: number;
  readonly usedBytes: number;
  readonly limitBytes: number;
  /** Seconds until then at the rate that was seen; `undefined` without growth. */
  readonly timeLeftSeconds: number | undefined;
  /** Whether a leak of it is confirmed. */
  readonly leaking: boolean;
}

interface LimitVerdict {
  readonly level: HeapLevel;
  /** Whether the limit is so near that it is time to drain. */
  readonly near: boolean;
}

export interface LimitRules {
  /** Shares of the limit at which the levels begin, and from which on it is near. */
  readonly elevatedRatio: number;
  readonly criticalRatio: number;
  readonly nearLimitRatio: number;
  /** It is near as well when it will be reached in this time, and the level is not `nominal` or a leak is confirmed. */
  readonly drainSeconds: number;
}

export interface LimitFold {
  push(sample: LimitSample): LimitVerdict;
}

/** A level ends this much below its beginning, and no earlier than this after it: what an eviction frees shows later. */
const HYSTERESIS = 0.05;
const DWELL_SECONDS = 60;

/** Levels of the heap after collections, up at once and down with hysteresis. */
export function createLimitFold(rules: LimitRules): LimitFold {
  let level: HeapLevel = 'nominal';
  let since = Number.NEGATIVE_INFINITY;
  let near = false;
  const levelOf = (ratio: number): HeapLevel => {
    if (ratio >= rules.criticalRatio) return 'critical';
    return ratio >= rules.elevatedRatio ? 'elevated' : 'nominal';
  };
  return {
    push({ time, usedBytes, limitBytes, timeLeftSeconds, leaking }) {
      const ratio = usedBytes / limitBytes;
      const higher = RANKS[levelOf(ratio)] > RANKS[level];
      const lower = levelOf(ratio + HYSTERESIS);
      if (higher) {
        level = levelOf(ratio);
        since = time;
      } else if (RANKS[lower] < RANKS[level] && time - since >= DWELL_SECONDS) {
        level = lower;
        since = time;
      }
      const soon = (timeLeftSeconds ?? Number.POSITIVE_INFINITY) <= rules.drainSeconds;
      const end = near ? rules.nearLimitRatio - HYSTERESIS : rules.nearLimitRatio;
      near = ratio >= end || (soon && (leaking || level !== 'nominal'));
      return { level, near };
    },
  };
}

const RANKS: Readonly<Record<HeapLevel, number>> = { nominal: 0, elevated: 1, critical: 2 };
