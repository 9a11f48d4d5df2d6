/**
 * `node probe.mjs <client> <folder>`: makes a pool of the client that is installed in the folder, with the instrumentation
 * started before, takes both its connections, lets a third request wait, gives all back and ends it. Prints what was read at
 * each of these moments as a JSON array.
 */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { PoolInstrumentation, readPools } from '@plimsoll/pool-instrumentation';
import { CLIENTS } from './clients.mjs';

const [client, folder] = process.argv.slice(2);
new PoolInstrumentation({ captureSites: 'never' });
const { acquire, release, end } = CLIENTS[client](createRequire(join(folder, 'package.json')));

const seen = [];
const look = async () => {
  for (let turn = 0; turn < 4; turn++) await new Promise((resolve) => setImmediate(resolve));
  const [pool, ...more] = readPools();
  if (more.length > 0) throw new Error(`Expected one pool, got ${more.length + 1}`);
  seen.push(pool && { used: pool.used, idle: pool.idle, pending: pool.pending, limit: pool.limit });
};

const first = await acquire();
const second = await acquire();
await look();
const third = acquire();
await look();
await release(first);
await release(await third);
await release(second);
await look();
await end();
await look();
process.stdout.write(`${JSON.stringify(seen)}\n`);
process.exit();
