import { connect } from 'node:net';
import { describe } from 'vitest';

/** A server that integration tests talk to. */
export interface TestServer {
  readonly name: string;
  readonly host: string;
  readonly port: number;
}

/** The PostgreSQL of the machine, with user and database `postgres` and trust for local connections. */
export const POSTGRES: TestServer & { readonly user: string; readonly database: string } = {
  name: 'PostgreSQL',
  host: process.env.PGHOST ?? '127.0.0.1',
  port: Number(process.env.PGPORT ?? 5432),
  user: process.env.PGUSER ?? 'postgres',
  database: process.env.PGDATABASE ?? 'postgres',
};

/** The MariaDB of the machine, with user `root` and no password for local connections. */
export const MARIADB: TestServer & { readonly user: string } = {
  name: 'MariaDB',
  host: process.env.MYSQL_HOST ?? '127.0.0.1',
  port: Number(process.env.MYSQL_PORT ?? 3306),
  user: process.env.MYSQL_USER ?? 'root',
};

/** The RabbitMQ of the machine, with the user that its package makes. */
export const RABBITMQ: TestServer & { readonly url: string } = {
  name: 'RabbitMQ',
  host: '127.0.0.1',
  port: 5672,
  url: 'amqp://guest:guest@127.0.0.1:5672',
};

/** `describe` for tests that need `server`: where it is absent they are skipped loudly, or fail on CI. */
export async function describeWith(server: TestServer): Promise<typeof describe> {
  return (await present(server)) ? describe : (describe.skip as typeof describe);
}

/**
 * A server of the tests' own, and `describe` for them: where it cannot be started they are skipped loudly, or fail on CI. It
 * is theirs to end.
 */
export async function describeStarted<S>(
  name: string,
  start: () => Promise<S>,
): Promise<{ readonly describe: typeof describe; readonly server: S }> {
  try {
    return { describe, server: await start() };
  } catch (error) {
    absent(`${name} cannot be started (${error instanceof Error ? error.message : error})`);
    return { describe: describe.skip as typeof describe, server: undefined as S };
  }
}

/** Whether `server` answers; where it does not this is said aloud, and is an error on CI. */
export async function present({ name, host, port }: TestServer): Promise<boolean> {
  if (await answers(host, port)) return true;
  absent(`${name} is not to be had at ${host}:${port}`);
  return false;
}

function absent(what: string): void {
  if (process.env.CI) throw new Error(`${what}, and on CI nothing is skipped`);
  process.stderr.write(`\n*** ${what}: its tests are SKIPPED ***\n\n`);
}

function answers(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: 2000 });
    const end = (answer: boolean): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', () => end(true));
    socket.once('error', () => end(false));
    socket.once('timeout', () => end(false));
  });
}
