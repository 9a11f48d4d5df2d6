import { OPTIONS, type ResourceOptions } from './options.ts';

/** What can be changed while the sensors run; see the options of the same names. */
export type ResourceThresholds = Required<
  Pick<ResourceOptions, 'sampleIntervalMillis' | 'eventLoopDelayWindowMillis'>
>;

const { sampleIntervalMillis, eventLoopDelayWindowMillis } = OPTIONS;

/** Their rules. */
export const THRESHOLDS: Pick<typeof OPTIONS, keyof ResourceThresholds> = {
  sampleIntervalMillis,
  eventLoopDelayWindowMillis,
};
