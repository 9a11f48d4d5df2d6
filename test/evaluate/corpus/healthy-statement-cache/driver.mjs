/** An SQL engine in memory: alasql keeps compiled statements by their text and drops all of them once there are more than its limit. */
import alasql from 'alasql';
import { run } from '../harness.mjs';

alasql.MAXSQLCACHESIZE = 1400;
const ROWS = 40;
alasql('CREATE TABLE orders (id INT, customer INT, price INT, note STRING)');
const insert = alasql.compile('INSERT INTO orders VALUES (?, ?, ?, ?)');
for (let id = 0; id < ROWS; id++) insert([id, id % 7, (id * 37) % 500, `note ${id}`]);

await run('healthy-statement-cache', {
  rate: 9,
  op(index) {
    const rows = alasql(
      `SELECT customer, COUNT(*) AS many, SUM(price) AS revenue, MAX(note) AS note FROM orders
       WHERE price < ${500 + index} AND id >= ${index % 5} AND note <> 'n${index}' GROUP BY customer ORDER BY revenue DESC`,
    );
    if (rows.length === 0) throw new Error('nothing');
  },
});
