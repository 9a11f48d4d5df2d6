import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { userInfo } from 'node:os';
import { type OwnServer, startOwn } from '@plimsoll/kernel/test/own-server';
import { freePort } from '@plimsoll/kernel/test/programs';
import mysql, { type RowDataPacket } from 'mysql2/promise';

/** A MariaDB of a test's own, on a free port of the loopback, whose `root` has no password. */
export interface MariadbServer extends OwnServer {
  readonly port: number;
  /** The commands that the connections to `database` are in the midst of, as `SHOW PROCESSLIST` tells. */
  commands(database: string): Promise<string[]>;
  query(sql: string): Promise<unknown>;
}

const SMALL = ['--skip-log-bin', '--innodb-buffer-pool-size=16M', '--innodb-log-file-size=8M'];

export async function startMariadb(): Promise<MariadbServer> {
  const port = await freePort();
  const ask = async <T>(question: (admin: mysql.Connection) => Promise<T>): Promise<T> => {
    const admin = await mysql.createConnection({ host: '127.0.0.1', port, user: 'root' });
    try {
      return await question(admin);
    } finally {
      admin.destroy();
    }
  };
  const server = await startOwn('mariadb', (folder) => {
    const data = ['--no-defaults', `--datadir=${folder}/data`, `--user=${userInfo().username}`];
    const own = [`--port=${port}`, '--bind-address=127.0.0.1', `--socket=${folder}/socket`];
    return {
      command: 'mariadbd',
      args: [...data, ...own, ...SMALL],
      log: 'stderr',
      ready: 'ready for connections',
      install: () => install(data),
    };
  });
  return {
    ...server,
    port,
    commands: (database) =>
      ask(async (admin) => {
        const [rows] = await admin.query<RowDataPacket[]>('show processlist');
        return rows.filter(({ db }) => db === database).map(({ Command }) => Command);
      }),
    query: (sql) => ask((admin) => admin.query(sql)),
  };
}

/** Makes the tables of the server itself. */
async function install(data: readonly string[]): Promise<void> {
  const flags = ['--auth-root-authentication-method=normal', '--skip-test-db'];
  const program = spawn('mariadb-install-db', [...data, ...flags], { stdio: 'ignore' });
  const [code] = await once(program, 'exit');
  if (code !== 0) throw new Error(`mariadb-install-db ended with ${code}`);
}
