/**
 * Drives the load of a case. Environment: `SECS` (70) how long; `RATE` operations a second, instead of those of the case;
 * `TRUTH=0` leaves collection to V8, anything else forces one a second and tells the true slope.
 */
import { performance } from 'node:perf_hooks';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

const SECONDS = Number(process.env.SECS ?? 70);
const WARMUP_SECONDS = Math.min(20, SECONDS / 4);
const TURN_MILLIS = 5;
const MOST_A_TURN = 500;
const MEBIBYTE = 2 ** 20;

export const mode = process.argv[2] ?? 'leaky';

const start = performance.now();

/** Seconds since the case began. */
export const elapsed = () => (performance.now() - start) / 1000;

/** Calls `op` with the number of the operation, `rate` times a second; at most `concurrency` that are awaited at once. */
export async function run(name, { rate, op, concurrency = 64 }) {
  const pace = Number(process.env.RATE ?? rate);
  const truth = process.env.TRUTH === '0' ? undefined : watch();
  let begun = 0;
  let waiting = 0;
  let errors = 0;
  const failed = () => {
    errors += 1;
  };
  const one = () => {
    try {
      const result = op(begun++);
      if (!(result instanceof Promise)) return;
      waiting += 1;
      result.catch(failed).finally(() => {
        waiting -= 1;
      });
    } catch {
      failed();
    }
  };
  await new Promise((done) => {
    const turn = () => {
      if (elapsed() > SECONDS) return done();
      for (let n = 0; n < MOST_A_TURN && begun < elapsed() * pace && waiting < concurrency; n++)
        one();
      setTimeout(turn, TURN_MILLIS);
    };
    turn();
  });
  const outcome = { name, mode, seconds: SECONDS, operations: begun, errors, ...truth?.() };
  process.stdout.write(`${JSON.stringify(outcome)}\n`);
  process.exit(0);
}

/** Forces a full collection a second; what it gives tells how heap and external memory grew after warm-up. */
function watch() {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc');
  const seen = [];
  setInterval(() => {
    collect();
    const { heapUsed, external } = process.memoryUsage();
    seen.push({ time: elapsed(), heap: heapUsed, external });
  }, 1000).unref();
  return () => {
    const warm = seen.filter(({ time }) => time >= WARMUP_SECONDS);
    const slope = (key) => {
      const slopes = warm.flatMap((to, j) =>
        warm.slice(0, j).map((from) => (to[key] - from[key]) / (to.time - from.time)),
      );
      const median = slopes.sort((a, b) => a - b)[slopes.length >> 1] ?? 0;
      return Number(((median * 60) / MEBIBYTE).toFixed(3));
    };
    return { heapMebibytesAMinute: slope('heap'), externalMebibytesAMinute: slope('external') };
  };
}
