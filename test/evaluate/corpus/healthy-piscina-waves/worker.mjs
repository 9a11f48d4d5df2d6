const tables = new Map();

/** Prices a quote; the table of a region is made once in a thread. */
export default function price({ region, items }) {
  let table = tables.get(region);
  if (!table) {
    table = Array.from({ length: 3000 }, (_, n) => ({
      article: `r${region}-${n}`,
      price: n * 1.1 + region,
    }));
    tables.set(region, table);
  }
  return items.reduce((sum, item) => sum + table[item % table.length].price, 0);
}
