import { parseArgs } from 'node:util';
import { PoolHub } from '../../src/hub.ts';
import { joinHub, leaveHub } from '../../src/registry.ts';
import { fastClock } from '../integration/fast-clock.ts';
import { poissonLoad } from '../integration/poisson.ts';
import { poolOf, settle, TIMES, WAIT_TARGET_MILLIS } from '../integration/sized-pool.ts';

const PER_SECOND = 100;

const { values } = parseArgs({
  options: {
    turns: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '8' },
  },
});

/** The wait that 95 of 100 requests did not exceed with so many connections, milliseconds; the first tenth fills the pool. */
async function measure(size: number, seconds: number): Promise<number> {
  const pool = poolOf(size, 'plimsoll-measured');
  const waits: number[] = [];
  const load = poissonLoad(PER_SECOND, async () => {
    const asked = performance.now();
    const client = await pool.connect();
    waits.push(performance.now() - asked);
    await client.query('select pg_sleep(0.04)');
    client.release();
  });
  await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
  await load.stop();
  await pool.end();
  if (load.failures.length > 0) throw load.failures[0];
  const kept = waits.slice(waits.length * 0.1).sort((a, b) => a - b);
  return kept[Math.ceil(kept.length * 0.95) - 1] ?? 0;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

const hub = joinHub(globalThis, () => new PoolHub(fastClock(TIMES)));
say(
  `${PER_SECOND} requests a second at random, 40 ms each; 95 of 100 are to wait ${WAIT_TARGET_MILLIS} ms at most`,
);
const { sizes, fewest } = await settle(hub, { from: 20, maxSize: 20, perSecond: PER_SECOND });
leaveHub(globalThis);
const settled = sizes.at(-1) as number;
say(`autosize: ${sizes.join(' ')}; the fewest by replay ${fewest}`);
// In turns, for a machine that is busy with something else for a while.
const measured = new Map<number, number[]>();
for (let size = Math.max(1, settled - 6); size <= settled; size++) measured.set(size, []);
for (let turn = 0; turn < Number(values.turns); turn++)
  for (const [size, waits] of measured) waits.push(await measure(size, Number(values.seconds)));
for (const [size, waits] of measured) {
  waits.sort((a, b) => a - b);
  const median = waits[waits.length >> 1]?.toFixed(1);
  say(
    `${size} connections: p95 ${median} ms (of ${waits.map((wait) => wait.toFixed(1)).join(', ')})`,
  );
}
