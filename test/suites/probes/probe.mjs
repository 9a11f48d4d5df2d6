/**
 * `node probe.mjs <client> <folder>`: makes a pool of the client that is installed in the folder, with the instrumentation
 * started before, takes both its connections, lets a third request wait, gives all back and ends it; or does what comes next to
 * that. Prints what was read at each of these moments as a JSON array.
 */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { PoolInstrumentation, readPools } from '@plimsoll/pool-instrumentation';
import { LENDING } from './clients.mjs';
import { SCRIPTS } from './scripts.mjs';

const [client, folder] = process.argv.slice(2);
const load = createRequire(join(folder, 'package.json'));
new PoolInstrumentation({ captureSites: 'never' });
const { moments, read = readOne } = SCRIPTS[client]
  ? await SCRIPTS[client](load)
  : { moments: momentsOf(await LENDING[client](load)) };

const seen = [];
for (const moment of moments) {
  await moment();
  for (let turn = 0; turn < 4; turn++) await new Promise((resolve) => setImmediate(resolve));
  seen.push(await read());
}
process.stdout.write(`${JSON.stringify(seen)}\n`);
process.exit();

function readOne() {
  const [pool, ...more] = readPools();
  if (more.length > 0) throw new Error(`Expected one pool, got ${more.length + 1}`);
  return pool && { used: pool.used, idle: pool.idle, pending: pool.pending, limit: pool.limit };
}

function momentsOf({ acquire, release, end }) {
  const lent = [];
  return [
    async () => lent.push(await acquire(), await acquire()),
    () => {
      lent.push(acquire());
    },
    async () => {
      const [first, second, third] = lent;
      await release(first);
      await release(await third);
      await release(second);
    },
    end,
  ];
}
