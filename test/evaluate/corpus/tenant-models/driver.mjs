/**
 * Each request takes the models of its tenant from `useDb`, which without `useCache` makes a connection each time and keeps it with the main one.
 * Fixed asks for the cached one.
 */
import { mode, run } from '../harness.mjs';
import { modelsOf } from './models.mjs';

const TENANTS = 30;

export let total = 0;

async function takeOrder(index) {
  const { Customer, Order } = modelsOf(index % TENANTS, { useCache: mode === 'fixed' });
  const customer = new Customer({
    name: ` customer ${index} `,
    mail: `Buyer${index}@example.com`,
    addresses: [{ street: 'Harbour 1', city: 'Bremen' }],
    tags: ['new', `w${index % 52}`],
  });
  const order = new Order({
    number: index,
    lines: Array.from({ length: 12 }, (_, n) => ({
      article: `a-${n}`,
      count: 1 + (n % 3),
      price: n,
    })),
  });
  await Promise.all([customer.validate(), order.validate()]);
  total += order.total;
}

function report(index) {
  const rows = Array.from({ length: 600 }, (_, n) => ({
    day: n,
    index,
    label: `row ${n} of ${index}`,
  }));
  total += rows.filter(({ label }) => label.length > 9).length;
}

await run('tenant-models', {
  rate: 20,
  async op(index) {
    if (index % 10) report(index);
    else await takeOrder(index);
  },
});
