import { readFile } from 'node:fs';
import { join } from 'node:path';
import type { Roots } from './roots.ts';
import { integerAt } from './text.ts';

/** Asks for the frequency of one CPU after another, off the event loop. */
export interface FrequencyReader {
  /** Asks for those of `cores`, unless a question is open; `told` is called with each answer there is, in hertz. */
  ask(cores: readonly number[], told: (core: number, hertz: number) => void): void;
}

const KILO = 1000;
/**
 * A driver that has to measure it may take 20 ms for each CPU and wake it (https://github.com/nodejs/node/issues/61998): one
 * that takes longer than this is asked for no more.
 */
const LONGEST_SECONDS = 0.005;

/** `clock` gives monotonic seconds. */
export function createFrequencyReader(roots: Roots, clock: () => number): FrequencyReader {
  let open = false;
  let dear = false;
  const next = (
    [core, ...rest]: readonly number[],
    told: (core: number, hertz: number) => void,
  ): void => {
    open = core !== undefined && !dear;
    if (core === undefined || dear) return;
    const path = join(roots.sys, `devices/system/cpu/cpu${core}/cpufreq/scaling_cur_freq`);
    const began = clock();
    readFile(path, 'latin1', (error, text) => {
      const hertz = error ? undefined : parseFrequency(text);
      dear = clock() - began > LONGEST_SECONDS;
      if (hertz !== undefined) told(core, hertz);
      next(rest, told);
    });
  };
  return {
    ask(cores, told) {
      if (!open) next(cores, told);
    },
  };
}

/** scaling_cur_freq, in kilohertz; a driver that does not know writes 0 or `<unknown>`. */
export function parseFrequency(text: string): number | undefined {
  const kilohertz = integerAt(text, 0);
  return kilohertz === undefined || kilohertz <= 0 ? undefined : kilohertz * KILO;
}
