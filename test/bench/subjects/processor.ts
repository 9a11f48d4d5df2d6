import type { CollectedMetrics } from '@plimsoll/memory-leak-detector/processor';
import { heldBytes } from '../held.ts';
import { cpuPerOperation } from '../measure.ts';
import type { Subject } from '../subject.ts';

/** As many as are judged by default. */
const SERIES = 50;
const INTERVAL_SECONDS = 60;
/** Windows fill by the days: far fewer collections than in life tell what is held. */
const SPARSE_SECONDS = 1200;

const DAY_SECONDS = 86_400;
const METRIC = 'v8js.resource.active';

/** A collection at a time in seconds since the epoch. */
function collectedAt(seconds: number): CollectedMetrics {
  const dataPoints = Array.from({ length: SERIES }, (_, index) => ({
    endTime: [seconds, 0] as const,
    attributes: { 'v8js.resource.type': `type ${index}` },
    value: 1000 + 100 * Math.random(),
  }));
  const metric = {
    descriptor: { name: METRIC },
    dataPointType: 2,
    aggregationTemporality: 1,
    dataPoints,
  };
  return { scopeMetrics: [{ scope: { name: 'bench' }, metrics: [metric] }] };
}

/** A processor, and what has it judge some days more. */
async function judging(intervalSeconds: number) {
  const { createLeakProcessor } = await import('@plimsoll/memory-leak-detector/processor');
  const processor = createLeakProcessor();
  let seconds = 1_700_000_000;
  const judge = (days: number): void => {
    for (let left = (days * DAY_SECONDS) / intervalSeconds; left > 0; left--) {
      seconds += intervalSeconds;
      processor.process(collectedAt(seconds));
    }
    if (processor.read().length < SERIES) throw new Error('not all series are judged');
  };
  return { processor, judge };
}

const collection: Subject = async () => {
  const { judge } = await judging(INTERVAL_SECONDS);
  judge(1);
  const run = async (days: number): Promise<void> => judge(days);
  const nanoseconds = await cpuPerOperation(run, { operations: 0.1, cpuMillis: 1500 });
  return { value: nanoseconds / (DAY_SECONDS / INTERVAL_SECONDS) / 1e6 };
};

/** Of its windows; its code has run before. */
const memory: Subject = async () => {
  const before = await judging(SPARSE_SECONDS);
  before.judge(10);
  const base = await heldBytes();
  const { processor, judge } = await judging(SPARSE_SECONDS);
  judge(30);
  const value = (await heldBytes()) - base;
  // Until here it is in use.
  if (processor.read().length === 0) throw new Error('nothing is judged');
  return { value };
};

export const subjects: Readonly<Record<string, Subject>> = {
  'leak.processor': collection,
  'leak.processor.memory': memory,
};
