/**
 * Whether `autosize` finds the fewest connections that keep the wait: the same requests, at random and side by side, go to pools
 * of each fixed size, of which the fewest that keep it are seen, and to two pools that are sized, from one connection and from
 * the ceiling. What the machine is busy with otherwise delays all of them alike; where it is late too often, nothing can be told.
 */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { numberOption, readOptions } from '@plimsoll/kernel';
import type { Pool } from 'pg';
import { autosize } from '../../src/autosize.ts';
import { PoolHub } from '../../src/hub.ts';
import { observePool } from '../../src/observe-pool.ts';
import { joinHub, leaveHub } from '../../src/registry.ts';
import { fastClock } from '../integration/fast-clock.ts';
import { poissonLoad } from '../integration/poisson.ts';
import { poolOf, TIMES } from '../integration/sized-pool.ts';

const { values } = parseArgs({
  options: {
    /** Connections that are busy in the mean. */
    load: { type: 'string', default: '4' },
    /** How long each request holds a connection; the longer, the less the delays of this machine matter. */
    useMillis: { type: 'string', default: '500' },
    /** The wait that 95 of 100 requests are to keep. */
    targetMillis: { type: 'string', default: '125' },
    seconds: { type: 'string', default: '240' },
  },
});
const { load, useMillis, targetMillis, seconds } = readOptions(
  {
    load: numberOption(4, { min: 0.5, max: 6 }),
    useMillis: numberOption(500, { min: 10, max: 1000 }),
    targetMillis: numberOption(125, { min: 1, max: 1000 }),
    seconds: numberOption(240, { min: 10, max: 3600 }),
  },
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, Number(value)])),
  'waits',
);

/** The sizes among which the fewest are looked for. */
const SIZES = Array.from({ length: 6 }, (_, index) => Math.ceil(load) + 1 + index);
const CEILING = (SIZES.at(-1) as number) + 4;

/** The share of the requests at the begin that only fills the pools and sizes them. */
const WARM_UP = 0.2;

/** How late the event loop may be, as a share of the target, at 99 of 100 looks. */
const LATEST = 0.5;

interface Run {
  readonly pool: Pool;
  /** What each request waited, milliseconds. */
  readonly waits: number[];
  /** What its limit was, one after the other. */
  readonly sizes: number[];
}

function runOf(size: number): Run {
  return { pool: poolOf(size, `plimsoll-waits-${process.pid}`), waits: [], sizes: [size] };
}

async function request({ pool, waits, sizes }: Run): Promise<void> {
  const asked = performance.now();
  const client = await pool.connect();
  waits.push(performance.now() - asked);
  await client.query('select pg_sleep($1)', [useMillis / 1000]);
  client.release();
  const size = pool.options.max as number;
  if (size !== sizes.at(-1)) sizes.push(size);
}

/** The wait that 95 of 100 did not exceed. */
function p95(waits: readonly number[]): number {
  const sorted = waits.slice(waits.length * WARM_UP).sort((a, b) => a - b);
  return sorted[Math.ceil(sorted.length * 0.95) - 1] ?? 0;
}

/** How often the size turned from rising to falling or back. */
function turns(sizes: readonly number[]): number {
  const rises = sizes.slice(1).map((size, index) => size > (sizes[index] as number));
  return rises.filter((rise, index) => index > 0 && rise !== rises[index - 1]).length;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

const hub = joinHub(globalThis, () => new PoolHub(fastClock(TIMES)));
const fixed = SIZES.map(runOf);
const sized = [runOf(1), runOf(CEILING)];
const sizings = sized.flatMap(({ pool }) => [
  observePool(pool, { waitTargetMillis: targetMillis * TIMES }),
  autosize(pool, { maxSize: CEILING, coolDownMillis: 10_000 }),
]);
const perSecond = (load * 1000) / useMillis;
say(
  `${perSecond} requests a second at random, ${useMillis} ms each; 95 of 100 are to wait ${targetMillis} ms at most`,
);
const lateness = monitorEventLoopDelay({ resolution: 5 });
lateness.enable();
const requests = poissonLoad(perSecond, () => Promise.all([...fixed, ...sized].map(request)));
await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
lateness.disable();
await requests.stop();
const advised = sized.map(({ pool }) => hub.find(pool)?.adviser.last?.size);
for (const each of sizings.reverse()) each[Symbol.dispose]();
await Promise.all([...fixed, ...sized].map(({ pool }) => pool.end()));
leaveHub(globalThis);
if (requests.failures.length > 0) throw requests.failures[0];

const late = lateness.percentile(99) / 1e6 - 5;
say(
  `this process was ${late.toFixed(0)} ms late at 1 of 100 looks, and ${(lateness.max / 1e6).toFixed(0)} ms at the most`,
);
const fewest = fixed.find(({ waits }) => p95(waits) <= targetMillis)?.sizes[0];
for (const { sizes, waits } of fixed)
  say(`${sizes[0]} connections: p95 ${p95(waits).toFixed(1)} ms`);
say(`the fewest that keep it: ${fewest ?? `more than ${SIZES.at(-1)}`}`);
for (const [index, { sizes }] of sized.entries()) {
  const kept = fewest !== undefined && Math.abs((sizes.at(-1) as number) - fewest) <= 1;
  const good = kept && turns(sizes) <= 2 && Math.max(...sizes) <= CEILING;
  const told = late <= LATEST * targetMillis;
  const verdict = told ? (good ? 'good' : 'BAD') : 'the machine was too busy to tell';
  say(
    `autosize: ${sizes.join(' ')}: ${verdict}; it turned ${turns(sizes)} times, and was advised ${advised[index]}`,
  );
  if (!told || !good) process.exitCode = 1;
}
