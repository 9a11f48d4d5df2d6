/** Every 25 s a new price list; its `find` shares a scope with a closure over the list before, so all lists ever are held (the leak of Meteor's `replaceThing`, blog.meteor.com 2013). */
import { elapsed, mode, run } from '../harness.mjs';

const EVERY_SECONDS = 25;
const ROWS = 16_000;
let prices;
export let drift = 0;

const load = (version) =>
  Array.from({ length: ROWS }, (_, n) => ({
    sku: n,
    label: `article ${n} of list ${version}`,
    price: 100 + ((n * 31 + version * 7) % 900),
  }));

function refresh(version) {
  const previous = prices;
  const rows = load(version);
  const changed = () => rows.filter((row, n) => row.price !== previous?.rows[n].price).length;
  drift += changed();
  prices = { rows, find: (sku) => rows[sku % ROWS] };
}

const countChanged = (rows, previous) =>
  rows.filter((row, n) => row.price !== previous?.rows[n].price).length;

function refreshApart(version) {
  const rows = load(version);
  drift += countChanged(rows, prices);
  prices = { rows, find: (sku) => rows[sku % ROWS] };
}

let version = 0;
export let sum = 0;
await run('closure-chain', {
  rate: 60,
  op(index) {
    if (elapsed() >= version * EVERY_SECONDS) {
      if (mode === 'fixed') refreshApart(version++);
      else refresh(version++);
    }
    sum += JSON.parse(JSON.stringify(prices.find(index * 13))).price;
  },
});
