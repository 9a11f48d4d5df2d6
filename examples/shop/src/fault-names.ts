export type FaultName =
  | 'leak'
  | 'pool-hog'
  | 'pool-leak'
  | 'blocked-loop'
  | 'cpu-burn'
  | 'slow-queries';

/** Every fault, with the key that switches it in the demo. */
export const FAULT_KEYS: Readonly<Record<FaultName, string>> = {
  leak: 'l',
  'pool-hog': 'h',
  'pool-leak': 'p',
  'blocked-loop': 'b',
  'cpu-burn': 'c',
  'slow-queries': 's',
};

export const FAULT_NAMES: readonly FaultName[] = Object.keys(FAULT_KEYS) as FaultName[];
