import type { PoolClient } from 'pg';
import type { Fault } from '../faults.ts';

const EVERY_MILLIS = 6_000;

/** Takes a client every few seconds and never releases it; half of the pool stays, so the shop lives on. */
export const poolLeak: Fault = ({ pool, poolMax }) => {
  const taken: PoolClient[] = [];
  let healed = false;

  async function forgetToRelease(): Promise<void> {
    if (taken.length >= Math.floor(poolMax / 2)) return;
    const client = await pool.connect().catch(() => undefined);
    if (healed) client?.release();
    else if (client) taken.push(client);
  }
  void forgetToRelease();
  const timer = setInterval(() => void forgetToRelease(), EVERY_MILLIS);

  return {
    [Symbol.dispose]() {
      healed = true;
      clearInterval(timer);
      for (const client of taken.splice(0)) client.release();
    },
  };
};
