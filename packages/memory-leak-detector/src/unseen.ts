import type { LeakVerdict } from './verdict/leak-verdict.ts';

/** The verdict on what was never seen. */
export const UNSEEN: LeakVerdict = {
  state: 'unknown',
  suspicion: 0,
  growthRate: undefined,
  windowSeconds: 0,
  sampleCount: 0,
  timeLeftSeconds: undefined,
  value: Number.NaN,
  limit: Number.NaN,
};
