import type { OptionRule } from '@plimsoll/kernel';

/** By what it has, for one of another realm or a polyfill serves as well. */
export const signalOption: OptionRule<AbortSignal | undefined> = {
  expected: 'an AbortSignal',
  fallback: undefined,
  type: (value) =>
    typeof value === 'object' &&
    value !== null &&
    'aborted' in value &&
    'addEventListener' in value &&
    'removeEventListener' in value,
};
