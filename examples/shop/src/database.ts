import pg, { type Pool } from 'pg';

const PRODUCTS = 400;

/** The pool of the shop: at most `max` connections, and nobody waits for one longer than five seconds. */
export function openPool(connectionString: string, max: number): Pool {
  const pool = new pg.Pool({
    connectionString,
    max,
    connectionTimeoutMillis: 5_000,
    idleTimeoutMillis: 10_000,
    application_name: 'shop',
  });
  // An idle connection that dies is replaced by the pool; without a listener it would end the process.
  pool.on('error', (error) => process.stderr.write(`idle connection lost: ${error.message}\n`));
  return pool;
}

/** Makes the tables where they are missing, in a schema of their own, and fills the shelves. */
export async function prepareDatabase(pool: Pool): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    // Several shops may start on one database at a time.
    await client.query('SELECT pg_advisory_xact_lock(7061)');
    await client.query(`
      CREATE SCHEMA IF NOT EXISTS plimsoll_shop;
      CREATE TABLE IF NOT EXISTS plimsoll_shop.product (
        id integer PRIMARY KEY, name text NOT NULL, description text NOT NULL, cents integer NOT NULL
      );
      CREATE UNLOGGED TABLE IF NOT EXISTS plimsoll_shop.purchase (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        product integer NOT NULL REFERENCES plimsoll_shop.product,
        quantity integer NOT NULL,
        made_at timestamptz NOT NULL DEFAULT now()
      );
    `);
    await client.query(
      `INSERT INTO plimsoll_shop.product
       SELECT n, 'Buoy no. ' || n, repeat('Floats well. ', 600), 100 + n FROM generate_series(1, $1::int) AS n
       ON CONFLICT DO NOTHING`,
      [PRODUCTS],
    );
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  } finally {
    client.release();
  }
}
