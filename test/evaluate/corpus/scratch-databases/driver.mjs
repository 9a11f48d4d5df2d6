/**
 * Imports are checked in a scratch database in memory, which the preview route finds in a map; an import that is refused leaves it there, open.
 * Fixed closes it in either case.
 */
import { DatabaseSync } from 'node:sqlite';
import { mode, run } from '../harness.mjs';

const scratches = new Map();

function check(database, rows) {
  database.exec('create table rows (id integer primary key, sku text, name text, price real)');
  database.exec('create index by_sku on rows (sku)');
  const insert = database.prepare('insert into rows (sku, name, price) values (?, ?, ?)');
  database.exec('begin');
  for (const { sku, name, price } of rows) insert.run(sku, name, price);
  database.exec('commit');
  const { doubles } = database
    .prepare('select count(*) - count(distinct sku) as doubles from rows')
    .get();
  if (doubles > 0) throw new Error(`${doubles} rows are there twice`);
  return database.prepare('select count(*) as count, sum(price) as sum from rows').get();
}

function close(id) {
  scratches.get(id)?.close();
  scratches.delete(id);
}

function importRows(id, rows) {
  const database = new DatabaseSync(':memory:');
  scratches.set(id, database);
  if (mode === 'fixed') {
    try {
      return check(database, rows);
    } finally {
      close(id);
    }
  }
  const result = check(database, rows);
  close(id);
  return result;
}

export let refused = 0;

await run('scratch-databases', {
  rate: 2.5,
  op(index) {
    const wrong = Math.random() < 0.5;
    const rows = Array.from({ length: 200 + (index % 200) }, (_, n) => ({
      sku: `sku-${wrong && n === 77 ? 0 : n}`,
      name: `an article of import ${index} with a name of some length, number ${n}`,
      price: n / 10,
    }));
    try {
      importRows(index, rows);
    } catch {
      refused += 1;
    }
  },
});
