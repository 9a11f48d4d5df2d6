import { createConnection } from 'node:net';

/** Where a PostgreSQL for tests is looked for; `PLIMSOLL_TEST_DATABASE_URL` says otherwise. */
const URL_OF_TESTS =
  process.env.PLIMSOLL_TEST_DATABASE_URL ?? 'postgres://postgres@127.0.0.1:5432/postgres';

/**
 * The URL of a PostgreSQL that answers. Where none does, `undefined`, said aloud, on a laptop; and an error in CI,
 * for there an absent server is a failure and not a skip.
 */
export async function postgresUrl(): Promise<string | undefined> {
  const { hostname, port } = new URL(URL_OF_TESTS);
  const answers = await new Promise<boolean>((resolve) => {
    const socket = createConnection({ host: hostname, port: Number(port || 5432), timeout: 2000 });
    const end = (answer: boolean) => (): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', end(true)).once('error', end(false)).once('timeout', end(false));
  });
  if (answers) return URL_OF_TESTS;
  const absent = `no PostgreSQL at ${hostname}:${port || 5432}: what needs one is not tested`;
  if (process.env.CI) throw new Error(absent);
  process.stderr.write(`SKIPPED: ${absent}\n`);
  return undefined;
}
