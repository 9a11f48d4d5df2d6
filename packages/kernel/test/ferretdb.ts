import { access, cp, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { run } from './command.ts';
import { goEnvironment } from './go.ts';
import { type OwnServer, startOwn } from './own-server.ts';
import { freePort } from './programs.ts';

const VERSION = 'v1.24.0';

/** A MongoDB-wire server of a test's own, with a database in memory, on a free port of the loopback. */
export interface FerretDb extends OwnServer {
  readonly port: number;
  /** The connections that are open, as the server counts them. */
  connections(): Promise<number>;
}

/** Starts FerretDB 1, which holds its data in SQLite; it is built once, which takes a minute. */
export async function startFerretDb(): Promise<FerretDb> {
  const command = await obtainFerretDb();
  const [port, debugPort] = [await freePort(), await freePort()];
  const server = await startOwn('ferretdb', (folder) => {
    const flags = {
      handler: 'sqlite',
      'sqlite-url': `file:${folder}/?mode=memory`,
      'listen-addr': `127.0.0.1:${port}`,
      'debug-addr': `127.0.0.1:${debugPort}`,
      'state-dir': folder,
      telemetry: 'disable',
      'log-level': 'info',
    };
    const args = Object.entries(flags).map(([flag, value]) => `--${flag}=${value}`);
    return { command, args, log: 'stderr', ready: 'Listening on TCP' };
  });
  return {
    ...server,
    port,
    async connections() {
      const answer = await fetch(`http://127.0.0.1:${debugPort}/debug/metrics`);
      const lines = (await answer.text()).split('\n');
      const sum = (name: string): number =>
        lines
          .filter((line) => line.startsWith(`${name}{`))
          .reduce((total, line) => total + Number(line.split(' ').at(-1)), 0);
      return sum('ferretdb_client_accepts_total') - sum('ferretdb_client_duration_seconds_count');
    },
  };
}

/** The program of the user's cache folder, else built there from its Go module. */
async function obtainFerretDb(): Promise<string> {
  const cache = process.env.XDG_CACHE_HOME || join(homedir(), '.cache');
  const program = join(cache, 'plimsoll', `ferretdb-${VERSION}-${process.arch}`);
  if (await exists(program)) return program;
  await mkdir(dirname(program), { recursive: true });
  const work = await mkdtemp(`${program}.build-`);
  try {
    const env = await goEnvironment('1.22.6');
    const module = `github.com/FerretDB/FerretDB@${VERSION}`;
    const answer = await run('go', ['mod', 'download', '-json', module], { cwd: work, env });
    const { Dir } = JSON.parse(answer) as { Dir: string };
    // It refuses to start without its version, which its module does not have: so it is built in a copy.
    const source = join(work, 'source');
    await cp(Dir, source, { recursive: true });
    await run('chmod', ['-R', 'u+w', source]);
    await writeFile(join(source, 'build', 'version', 'version.txt'), VERSION);
    const built = join(work, 'ferretdb');
    const flags = ['-p', '2', '-ldflags', '-s -w', '-o', built];
    await run('go', ['build', ...flags, './cmd/ferretdb'], { cwd: source, env });
    await rename(built, program);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  return program;
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
