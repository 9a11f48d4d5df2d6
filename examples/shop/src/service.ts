import { readConfig } from './config.ts';
import { openPool, prepareDatabase } from './database.ts';
import { createFaults } from './faults.ts';
import { createHttpServer, listen } from './http.ts';
import { openInvoiceOffice } from './invoices.ts';
import { createProducts } from './products.ts';
import { createPurchases } from './purchases.ts';
import { shopRoutes } from './shop.ts';
import { createSwitches } from './switches.ts';

const config = readConfig();
const pool = openPool(config.databaseUrl, config.poolMax);
await prepareDatabase(pool);

const switches = createSwitches();
const office = openInvoiceOffice();
const faults = createFaults({ pool, poolMax: config.poolMax, switches });
const server = createHttpServer([
  ...shopRoutes(createProducts(pool, switches), createPurchases(pool, office), switches),
  ...faults.routes,
]);

async function shutDown(): Promise<void> {
  server.close();
  server.closeAllConnections();
  faults.heal();
  await office.close();
  await pool.end();
  process.exit();
}

process.once('SIGTERM', shutDown);
process.once('SIGINT', shutDown);
// Started by the demo it ends with the demo, however that came to its end.
if (process.connected) process.once('disconnect', shutDown);

process.stdout.write(`${JSON.stringify({ url: await listen(server, config.port) })}\n`);
