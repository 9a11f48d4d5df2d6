import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chown, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { freePort } from '../ports.ts';
import { findBinaries } from './binaries.ts';
import type { Database } from './database.ts';

const BACKENDS = 40;
const READY = 'database system is ready to accept connections';
const START_MILLIS = 30_000;
const STOP_MILLIS = 5_000;

interface Owner {
  readonly uid: number;
  readonly gid: number;
}

/**
 * Starts a PostgreSQL from npm on a free loopback port, its data in a temporary folder that goes with it.
 * It refuses to run as root: there it runs as `nobody`, whose account is left as it is.
 */
export async function startEmbedded(): Promise<Database> {
  const owner = process.getuid?.() === 0 ? await nobody() : undefined;
  const folder = await mkdtemp(join(tmpdir(), 'plimsoll-shop-'));
  try {
    if (owner) await chown(folder, owner.uid, owner.gid);
    const { initdb, postgres } = await findBinaries(join(folder, 'native'), owner !== undefined);
    const options: SpawnOptions = { ...owner, cwd: folder, env: { LC_ALL: 'C', TZ: 'UTC' } };

    const password = randomBytes(18).toString('base64url');
    const passwordFile = join(folder, 'password');
    await writeFile(passwordFile, password, { mode: 0o600 });
    if (owner) await chown(passwordFile, owner.uid, owner.gid);
    await run(initdb, initdbArguments(folder, passwordFile), options);
    await rm(passwordFile);

    const port = await freePort();
    const server = spawn(postgres, serverArguments(folder, port), {
      ...options,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    await readiness(server);
    return {
      url: `postgres://shop:${password}@127.0.0.1:${port}/postgres`,
      name: 'embedded PostgreSQL',
      backends: BACKENDS,
      async [Symbol.asyncDispose]() {
        await stop(server);
        await rm(folder, { recursive: true, force: true });
      },
    };
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}

function initdbArguments(folder: string, passwordFile: string): string[] {
  return [
    `--pgdata=${join(folder, 'data')}`,
    '--username=shop',
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale=C',
    '--no-sync',
    '--no-instructions',
  ];
}

function serverArguments(folder: string, port: number): string[] {
  const settings = {
    listen_addresses: '127.0.0.1',
    port,
    unix_socket_directories: '',
    max_connections: BACKENDS,
    shared_buffers: '16MB',
    // The data dies with the demo: nothing has to survive a crash.
    fsync: 'off',
    full_page_writes: 'off',
  };
  return [
    '-D',
    join(folder, 'data'),
    ...Object.entries(settings).flatMap(([k, v]) => ['-c', `${k}=${v}`]),
  ];
}

async function nobody(): Promise<Owner> {
  const accounts = await readFile('/etc/passwd', 'utf8');
  const [, uid, gid] = /^nobody:[^:]*:(\d+):(\d+):/m.exec(accounts) ?? [];
  if (!uid || !gid)
    throw new Error('PostgreSQL refuses to run as root, and there is no user `nobody`');
  return { uid: Number(uid), gid: Number(gid) };
}

async function run(command: string, args: string[], options: SpawnOptions): Promise<void> {
  const child = spawn(command, args, { ...options, stdio: ['ignore', 'ignore', 'pipe'] });
  let complaint = '';
  child.stderr?.on('data', (chunk) => {
    complaint += chunk;
  });
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`initdb failed: ${complaint.trim()}`);
}

async function readiness(server: ChildProcess): Promise<void> {
  const deadline = setTimeout(() => server.kill('SIGKILL'), START_MILLIS);
  const failed = new Promise<never>((_, reject) => server.once('error', reject));
  const ready = (async () => {
    let last = 'no output';
    for await (const line of createInterface({ input: server.stderr as NodeJS.ReadableStream })) {
      if (line.includes(READY)) return;
      last = line;
    }
    throw new Error(`postgres ended: ${last}`);
  })();
  await Promise.race([ready, failed]).finally(() => clearTimeout(deadline));
  // A full pipe would block the server.
  server.stderr?.resume();
}

async function stop(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const ended = once(server, 'exit');
  // SIGINT is PostgreSQL's fast shutdown: sessions are cut off.
  server.kill('SIGINT');
  const deadline = setTimeout(() => server.kill('SIGKILL'), STOP_MILLIS);
  await ended.finally(() => clearTimeout(deadline));
}
