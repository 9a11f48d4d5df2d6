/**
 * A transient with a `dispose` is remembered by the container that made it, until that one is disposed: here the global one.
 * Fixed resolves it in a container of the request. Quiet for the most part, with a run of invoices every forty seconds.
 */
import '@abraham/reflection';
import { container, inject, injectable, Lifecycle } from 'tsyringe';
import { elapsed, mode, run } from '../harness.mjs';
import { InvoiceDraft, Prices } from './drafts.mjs';

inject(Prices)(InvoiceDraft, undefined, 0);
injectable()(InvoiceDraft);
container.register(Prices, { useClass: Prices }, { lifecycle: Lifecycle.Singleton });
container.register(InvoiceDraft, { useClass: InvoiceDraft });

async function preview(scope, index) {
  const draft = scope.resolve(InvoiceDraft);
  for (let n = 0; n < 40 + (index % 60); n++) draft.add((index * 13 + n) % 5000, 1 + (n % 4));
  return draft.total;
}

async function handle(index) {
  if (mode !== 'fixed') return preview(container, index);
  const scope = container.createChildContainer();
  try {
    return await preview(scope, index);
  } finally {
    await scope.dispose();
  }
}

export let billed = 0;

await run('draft-scopes', {
  rate: 40,
  async op(index) {
    const inRun = elapsed() % 40 < 8;
    if (inRun || index % 20 === 0) billed += await handle(index);
  },
});
