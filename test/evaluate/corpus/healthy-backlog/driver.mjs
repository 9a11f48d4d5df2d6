/** Webhooks wait in a queue while their receiver is slow: for 150 s from the 40th second on, and for 60 s later; then the queue drains. */
import { setTimeout as sleep } from 'node:timers/promises';
import PQueue from 'p-queue';
import { elapsed, run } from '../harness.mjs';

const OUTAGES = [
  [40, 190],
  [340, 400],
];
const queue = new PQueue({ concurrency: 10 });
const slow = () => OUTAGES.some(([from, to]) => elapsed() >= from && elapsed() < to);

async function deliver(hook) {
  const until = elapsed() + 4;
  do await sleep(40);
  while (slow() && elapsed() < until);
  return JSON.stringify(hook).length;
}

const hookOf = (index) => ({
  id: `hook-${index}`,
  lines: Array.from({ length: 110 }, (_, n) => ({
    article: `a-${n}-${index}`,
    count: n,
    price: index / 7,
  })),
});

await run('healthy-backlog', {
  rate: 20,
  op(index) {
    const hook = hookOf(index);
    queue.add(() => deliver(hook), { priority: index % 3 });
  },
});
