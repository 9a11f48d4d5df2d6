/** An audit table in an SQLite of WebAssembly: rows are kept for 150 s and purged every 30 s; the memory of the database grows until then and is used again. */
import initSqlJs from 'sql.js';
import { elapsed, run } from '../harness.mjs';

const SQL = await initSqlJs();
const db = new SQL.Database();
db.run('CREATE TABLE audit (id INTEGER PRIMARY KEY, at REAL, who TEXT, what TEXT)');
db.run('CREATE INDEX audit_at ON audit (at)');
const insert = db.prepare('INSERT INTO audit (at, who, what) VALUES (?, ?, ?)');
const count = db.prepare('SELECT COUNT(*) FROM audit WHERE who = ?');
setInterval(() => db.run('DELETE FROM audit WHERE at < ?', [elapsed() - 150]), 30_000);

await run('healthy-sqljs-retention', {
  rate: 45,
  op(index) {
    const what = `changed record ${index} of ${'x'.repeat(600 + (index % 7) * 200)}`;
    insert.run([elapsed(), `user-${index % 400}`, what]);
    if (index % 300 === 0) {
      count.get([`user-${index % 400}`]);
      count.reset();
    }
  },
});
