import { parentPort } from 'node:worker_threads';
import type { Purchase } from './purchases.ts';

interface Task {
  readonly ticket: number;
  readonly purchase: Purchase;
}

const euros = new Intl.NumberFormat('en', { style: 'currency', currency: 'EUR' });

function invoice({ id, quantity, product }: Purchase): string {
  const total = (product.cents * quantity) / 100;
  return [
    `Invoice ${id}`,
    `${quantity} x ${product.name} at ${euros.format(product.cents / 100)}`,
    `VAT included ${euros.format(total - total / 1.19)}`,
    `Total ${euros.format(total)}`,
  ].join('\n');
}

parentPort?.on('message', ({ ticket, purchase }: Task) => {
  parentPort?.postMessage({ ticket, text: invoice(purchase) });
});
