/**
 * A pool's connections are watched for leases that are never given back: with a finalization registry, at which every lease registers the
 * connection anew, and which never forgets one, because the connections live on. Fixed unregisters at release.
 */
import { createPool } from 'generic-pool';
import { mode, run } from '../harness.mjs';

let connections = 0;
class Connection {
  id = ++connections;
  queries = 0;
  async query(_sql, parameters) {
    this.queries += 1;
    await new Promise((done) => setTimeout(done, 2 + Math.random() * 10));
    return parameters.map((value, row) => ({ row, value, connection: this.id }));
  }
}

const pool = createPool(
  { create: async () => new Connection(), destroy: async () => {} },
  { min: 2, max: 8 },
);

const abandoned = new FinalizationRegistry((lease) => {
  process.stderr.write(`connection lost, taken at ${lease.stack}\n`);
});

async function withConnection(route, sql, parameters) {
  const connection = await pool.acquire();
  const lease = { route, sql, parameters, at: Date.now(), stack: new Error('lease').stack };
  abandoned.register(connection, lease, lease);
  try {
    return await connection.query(sql, parameters);
  } finally {
    if (mode === 'fixed') abandoned.unregister(lease);
    await pool.release(connection);
  }
}

const columns = ['sku', 'name', 'price', 'stock', 'warehouse', 'updated'];

await run('lease-watch', {
  rate: 45,
  async op(index) {
    const rows = 6 + (index % 25);
    const parameters = Array.from(
      { length: rows * columns.length },
      (_, n) => `${columns[n % columns.length]}-${index}-${n}`,
    );
    const sql = `insert into items (${columns}) values ${Array(rows).fill('(?,?,?,?,?,?)')}`;
    await withConnection(`/items/${index % 12}`, sql, parameters);
  },
});
