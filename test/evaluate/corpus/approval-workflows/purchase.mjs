import { mode } from '../harness.mjs';

export const totals = { ordered: 0, refused: 0, cents: 0 };

const quote = ({ id, items }) =>
  items.map(({ sku, count }, line) => ({
    line,
    sku,
    count,
    supplier: `supplier-${sku % 23}`,
    note: `request ${id}, line ${line}`,
    cents: ((sku * 7919) % 90_000) * count,
  }));

export async function purchase(engine, request) {
  const lines = quote(request);
  const cents = lines.reduce((sum, line) => sum + line.cents, 0);
  const approved = `approved:${request.id}`;
  const rejected = `rejected:${request.id}`;
  const { signal } = await (mode === 'fixed'
    ? engine.waitFor(approved, rejected)
    : engine.waitFor(approved));
  if (signal === rejected) {
    totals.refused += 1;
    return;
  }
  totals.ordered += lines.length;
  totals.cents += cents;
}
