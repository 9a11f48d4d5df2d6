'use strict';
/** Uses a pool and prints what the process exposes about itself, as soon as the pool is in it. */
exports.expose = async (createPool) => {
  const pool = createPool({ create: async () => ({}), destroy: async () => {} }, { max: 2 });
  const resource = await pool.acquire();
  const url = `http://127.0.0.1:${process.env.OTEL_EXPORTER_PROMETHEUS_PORT}/metrics`;
  let exposed = '';
  for (let tries = 0; tries < 200 && !exposed.includes('db_client_connection_count{'); tries++) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    exposed = await fetch(url, { headers: { connection: 'close' } }).then(
      (answer) => answer.text(),
      String,
    );
  }
  pool.release(resource);
  await pool.drain();
  await pool.clear();
  process.stdout.write(JSON.stringify({ node: process.version, exposed }));
};
