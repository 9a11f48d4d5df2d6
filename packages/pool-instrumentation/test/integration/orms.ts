import { MARIADB, POSTGRES, type TestServer } from '@plimsoll/kernel/test/servers';
import { PrismaPg } from '@prisma/adapter-pg';
import { sql } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/node-postgres';
import mysql, { type RowDataPacket } from 'mysql2/promise';
import { Client } from 'pg';
import { DataSource } from 'typeorm';

/** A server that says how many connections one has that are called by a label. */
interface CountingServer {
  readonly server: TestServer;
  connect(label: string): Promise<{ connections(): Promise<number>; end(): Promise<unknown> }>;
}

/** An ORM that is connected, with a pool of two connections that it made itself. */
interface ConnectedOrm {
  /** Holds a connection until the answer is called. */
  begin(): Promise<() => Promise<unknown>>;
  query(statement: string): Promise<unknown>;
  close(): Promise<unknown>;
}

interface Orm extends CountingServer {
  readonly name: string;
  /** What its pool is called where nobody chose a name. */
  poolName(label: string): string;
  open(label: string): Promise<ConnectedOrm>;
}

const { host, port, user, database } = POSTGRES;

/** Labels are names of applications. */
const postgres: CountingServer = {
  server: POSTGRES,
  async connect(label) {
    const admin = new Client({ host, port, user, database });
    await admin.connect();
    return {
      async connections() {
        const { rows } = await admin.query(
          'select count(*)::int as n from pg_stat_activity where application_name = $1',
          [label],
        );
        return rows[0].n;
      },
      end: () => admin.end(),
    };
  },
};

/** Labels are databases. */
const mariadb: CountingServer = {
  server: MARIADB,
  async connect(label) {
    const admin = await mysql.createConnection({
      host: MARIADB.host,
      port: MARIADB.port,
      user: MARIADB.user,
    });
    await admin.query(`create database ${label}`);
    return {
      async connections() {
        const [rows] = await admin.query<RowDataPacket[]>(
          'select count(*) as n from information_schema.processlist where db = ?',
          [label],
        );
        return rows[0]?.n;
      },
      async end() {
        await admin.query(`drop database ${label}`);
        await admin.end();
      },
    };
  },
};

async function connectedTypeorm(source: DataSource): Promise<ConnectedOrm> {
  await source.initialize();
  return {
    async begin() {
      const runner = source.createQueryRunner();
      await runner.startTransaction();
      return async () => {
        await runner.rollbackTransaction();
        await runner.release();
      };
    },
    query: (statement) => source.query(statement),
    close: () => source.destroy(),
  };
}

const typeormPostgres: Orm = {
  name: 'typeorm over pg',
  ...postgres,
  poolName: () => database,
  open: (applicationName) =>
    connectedTypeorm(
      new DataSource({
        type: 'postgres',
        host,
        port,
        username: user,
        database,
        applicationName,
        poolSize: 2,
      }),
    ),
};

const typeormMysql: Orm = {
  name: 'typeorm over mysql2',
  ...mariadb,
  poolName: (label) => label,
  open: (label) =>
    connectedTypeorm(
      new DataSource({
        type: 'mariadb',
        host: MARIADB.host,
        port: MARIADB.port,
        username: MARIADB.user,
        database: label,
        poolSize: 2,
      }),
    ),
};

const drizzlePostgres: Orm = {
  name: 'drizzle over pg',
  ...postgres,
  poolName: () => database,
  async open(label) {
    const db = drizzle({
      connection: { host, port, user, database, application_name: label, max: 2 },
    });
    return {
      begin: () =>
        new Promise((resolve, reject) => {
          const work = db.transaction(
            () =>
              new Promise<void>((end) => {
                resolve(() => {
                  end();
                  return work;
                });
              }),
          );
          work.catch(reject);
        }),
      query: (statement) => db.execute(sql.raw(statement)),
      close: () => db.$client.end(),
    };
  },
};

/** Without the client that is generated from a schema, which stands on this adapter. */
const prismaPostgres: Orm = {
  name: 'the adapter of Prisma over pg',
  ...postgres,
  poolName: () => database,
  async open(label) {
    const factory = new PrismaPg({ host, port, user, database, application_name: label, max: 2 });
    const adapter = await factory.connect();
    const query = (of: Pick<typeof adapter, 'queryRaw'>, statement: string) =>
      of.queryRaw({ sql: statement, args: [], argTypes: [] });
    return {
      async begin() {
        const transaction = await adapter.startTransaction();
        return async () => {
          await query(transaction, 'rollback');
          await transaction.rollback();
        };
      },
      query: (statement) => query(adapter, statement),
      close: () => adapter.dispose(),
    };
  },
};

export const ORMS: readonly Orm[] = [
  typeormPostgres,
  typeormMysql,
  drizzlePostgres,
  prismaPostgres,
];
