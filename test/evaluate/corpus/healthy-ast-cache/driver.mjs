/** Syntax trees of the rules that customers wrote are cached; a tree weighs as much as its source, 220,000 characters are kept. Few rules are called often, most rarely: the cache takes minutes to fill. */
import { parse } from 'acorn';
import { LRUCache } from 'lru-cache';
import { run } from '../harness.mjs';

const RULES = 4000;
const trees = new LRUCache({ maxSize: 220_000, sizeCalculation: ({ source }) => source.length });
const sourceOf = (id) => {
  const lines = Array.from(
    { length: 4 + ((id * 37) % 23) },
    (_, n) =>
      `if (order.total > ${n * 10 + (id % 7)} && order.items[${n}]?.kind === 'k${id}') result.push({ rule: ${id}, rebate: order.total * 0.0${n} });`,
  );
  return `function rule${id}(order) { const result = [];\n${lines.join('\n')}\nreturn result; }`;
};

function treeOf(id) {
  let entry = trees.get(id);
  if (!entry) {
    const source = sourceOf(id);
    entry = { source, tree: parse(source, { ecmaVersion: 2022, locations: true }) };
    trees.set(id, entry);
  }
  return entry.tree;
}

await run('healthy-ast-cache', {
  rate: 0.7,
  op() {
    treeOf(Math.floor(RULES * Math.random() ** 4));
  },
});
