import type { Pool } from 'pg';
import { autosize } from '../../src/autosize.ts';

export function sized(pool: Pool): Disposable {
  //#region readme
  const sizing = autosize(pool, {
    minSize: 2,
    maxSize: 20,
    server: { maxConnections: 100, clients: 8 },
  });
  //#endregion
  return sizing;
}
