/** Orders queue (fastq) behind a payment service that takes thirty at a time; sales bring more than it can take at once, at uneven times, and it always catches up. */
import { setTimeout as sleep } from 'node:timers/promises';
import fastq from 'fastq';
import { elapsed, run } from '../harness.mjs';

const SALES = [
  [35, 12],
  [110, 18],
  [190, 14],
  [300, 22],
  [345, 8],
  [470, 20],
  [560, 10],
];
const queue = fastq.promise(async (order) => {
  await sleep(550);
  return JSON.stringify(order).length;
}, 30);

const orderOf = (index) => ({
  id: `order-${index}`,
  customer: { id: index % 4000, name: `customer ${index % 4000}`, city: `city ${index % 90}` },
  lines: Array.from({ length: 26 }, (_, n) => ({
    article: `article-${(index + n) % 700}`,
    count: 1 + (n % 3),
    price: index * 0.01 + n,
    note: `for order ${index}`,
  })),
});

await run('healthy-flash-sales', {
  rate: 150,
  op(index) {
    const sale = SALES.some(([from, long]) => elapsed() >= from && elapsed() < from + long);
    if (sale || index % 6 === 0) void queue.push(orderOf(index));
  },
});
