import { OPTIONS } from './options.ts';

/** What can be changed while pools are watched; see the option of the same name. */
export interface PoolThresholds {
  readonly leakThresholdMillis: number;
}

/** Their rules. */
export const THRESHOLDS: Pick<typeof OPTIONS, keyof PoolThresholds> = {
  leakThresholdMillis: OPTIONS.leakThresholdMillis,
};
