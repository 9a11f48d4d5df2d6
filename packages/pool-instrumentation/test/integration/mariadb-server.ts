import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { freePort, said } from '@plimsoll/kernel/test/programs';
import mysql, { type RowDataPacket } from 'mysql2/promise';

/** A MariaDB of a test's own in a folder of its own, on a free port of the loopback, whose `root` has no password. */
export interface MariadbServer extends AsyncDisposable {
  readonly port: number;
  /** The commands that the connections to `database` are in the midst of, as `SHOW PROCESSLIST` tells. */
  commands(database: string): Promise<string[]>;
  query(sql: string): Promise<unknown>;
  /** Ends the program as a crash does, and with it every connection. */
  stop(): Promise<void>;
  /** Starts it again on the same port, with what it held. */
  start(): Promise<void>;
}

export async function startMariadb(): Promise<MariadbServer> {
  const port = await freePort();
  const folder = await mkdtemp(join(tmpdir(), 'mariadb-'));
  const data = ['--no-defaults', `--datadir=${folder}/data`, `--user=${userInfo().username}`];
  let child: ChildProcess | undefined;

  const ask = async <T>(question: (admin: mysql.Connection) => Promise<T>): Promise<T> => {
    const admin = await mysql.createConnection({ host: '127.0.0.1', port, user: 'root' });
    try {
      return await question(admin);
    } finally {
      admin.destroy();
    }
  };
  const server: MariadbServer = {
    port,
    commands: (database) =>
      ask(async (admin) => {
        const [rows] = await admin.query<RowDataPacket[]>('show processlist');
        return rows.filter(({ db }) => db === database).map(({ Command }) => Command);
      }),
    query: (sql) => ask((admin) => admin.query(sql)),
    async start() {
      const own = [`--port=${port}`, '--bind-address=127.0.0.1', `--socket=${folder}/socket`];
      const small = [
        '--skip-log-bin',
        '--innodb-buffer-pool-size=16M',
        '--innodb-log-file-size=8M',
      ];
      child = spawn('mariadbd', [...data, ...own, ...small], {
        stdio: ['ignore', 'ignore', 'pipe'],
      });
      const failed = once(child, 'error').then(([error]) => Promise.reject(error));
      await Promise.race([said(child.stderr as Readable, 'ready for connections'), failed]);
    },
    async stop() {
      if (!child) return;
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      child = undefined;
      await ended;
    },
    async [Symbol.asyncDispose]() {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
  try {
    await install(data);
    await server.start();
  } catch (error) {
    await server[Symbol.asyncDispose]();
    throw error;
  }
  return server;
}

/** Makes the tables of the server itself. */
async function install(data: readonly string[]): Promise<void> {
  const flags = ['--auth-root-authentication-method=normal', '--skip-test-db'];
  const program = spawn('mariadb-install-db', [...data, ...flags], { stdio: 'ignore' });
  const [code] = await once(program, 'exit');
  if (code !== 0) throw new Error(`mariadb-install-db ended with ${code}`);
}
