import { PGlite } from '@electric-sql/pglite';
import { PGLiteSocketServer } from '@electric-sql/pglite-socket';
import type { Database } from './database.ts';

/** PostgreSQL as WebAssembly, in memory, behind a loopback socket: it serves one connection at a time. */
export async function startPglite(): Promise<Database> {
  const db = await PGlite.create();
  const server = new PGLiteSocketServer({ db, host: '127.0.0.1', port: 0, maxConnections: 1 });
  await server.start();
  return {
    url: `postgres://postgres@${server.getServerConn()}/postgres`,
    name: 'PGlite',
    backends: 1,
    async [Symbol.asyncDispose]() {
      await server.stop();
      await db.close();
    },
  };
}
