import type { Database } from './database.ts';
import { startEmbedded } from './embedded.ts';
import { startPglite } from './pglite.ts';

/** What the demo is told when the database takes connections. */
export interface DatabaseReady {
  readonly url: string;
  readonly name: string;
  readonly backends: number;
}

const kind = process.argv[2] ?? 'any';

async function start(): Promise<Database> {
  if (kind === 'pglite') return startPglite();
  try {
    return await startEmbedded();
  } catch (error) {
    if (kind === 'embedded') throw error;
    const reason = error instanceof Error ? error.message : String(error);
    process.stderr.write(`no embedded PostgreSQL here (${reason}); PGlite takes its place\n`);
    return startPglite();
  }
}

// The database ends with the process that started it, however that came to its end.
const orphaned = new Promise<void>((resolve) => process.once('disconnect', resolve));
const told = new Promise<void>((resolve) => process.once('SIGTERM', resolve));

const database = await start();
const { url, name, backends } = database;
process.send?.({ url, name, backends } satisfies DatabaseReady);
await Promise.race([orphaned, told]);
await database[Symbol.asyncDispose]();
process.exit();
