import {
  choiceOption,
  numberOption,
  type OptionRule,
  type OptionValues,
  signalOption,
  stringOption,
} from '@plimsoll/kernel';
import { type ProfileFormat, writeProfile } from '../evidence/profile-file.ts';

export interface ProfileOptions {
  /** How long it takes, 10 ms to 1 h; 30 000 by default. */
  readonly durationMillis?: number;
  /** Ends it earlier, with what is known by then. */
  readonly signal?: AbortSignal;
  /** Where the profile is written; nowhere by default. */
  readonly folder?: string;
  /** How many profiles of a kind are kept there, 1 to 1000; 5 by default. */
  readonly fileLimit?: number;
  /** `v8`, by default, for Chrome DevTools and Speedscope, or `pprof` for `go tool pprof`, Pyroscope and Parca. */
  readonly profileFormat?: ProfileFormat;
}

/** The rules of what all profiles share. */
export const PROFILE_OPTIONS: {
  readonly durationMillis: OptionRule<number>;
  readonly signal: OptionRule<AbortSignal | undefined>;
  readonly folder: OptionRule<string | undefined>;
  readonly fileLimit: OptionRule<number>;
  readonly profileFormat: OptionRule<ProfileFormat>;
} = {
  durationMillis: numberOption(30_000, { min: 10, max: 3_600_000 }),
  signal: signalOption,
  folder: stringOption(undefined),
  fileLimit: numberOption(5, { min: 1, max: 1000, integer: true }),
  profileFormat: choiceOption('v8', ['v8', 'pprof']),
};

type ProfileTerms = OptionValues<typeof PROFILE_OPTIONS>;

/** Waits for the time of a profile; never keeps the process alive. */
export function elapsed({ durationMillis, signal }: ProfileTerms): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    const end = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, durationMillis);
    timer.unref();
    signal?.addEventListener('abort', end);
  });
}

/** Writes a profile where a folder is given; `undefined` where none is. */
export async function keepProfile(
  { folder, fileLimit: limit, profileFormat }: ProfileTerms,
  profile: Parameters<typeof writeProfile>[2],
): Promise<string | undefined> {
  if (folder === undefined) return undefined;
  return writeProfile({ folder, limit }, profileFormat, profile, Date.now());
}
