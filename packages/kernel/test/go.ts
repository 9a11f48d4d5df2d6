import { chmod, readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run, succeeds } from './command.ts';

const ARCHITECTURES: Readonly<Record<string, string>> = { x64: 'amd64', arm64: 'arm64' };

/**
 * The environment of a Go of at least `wanted`: the one on PATH, else Debian's, which fetches the
 * wanted toolchain as the Go module that it is.
 */
export async function goEnvironment(wanted: string): Promise<NodeJS.ProcessEnv> {
  if (!(await succeeds('go', ['version']))) await installGo();
  const environment: NodeJS.ProcessEnv = {
    ...process.env,
    CGO_ENABLED: '0',
    GOFLAGS: '-mod=mod -buildvcs=false -trimpath',
    GOTOOLCHAIN: 'local',
    GOWORK: 'off',
  };
  delete environment.GOBIN;
  const version = (await run('go', ['version'], { env: environment })).match(/go(\d+\.\d+)/)?.[1];
  if (version !== undefined && atLeast(version, wanted)) return environment;
  const bin = await toolchain(wanted, environment);
  return { ...environment, PATH: `${bin}:${process.env.PATH ?? ''}` };
}

/** Debian's Go is older than what the tools want, but any Go can fetch a newer one as a module. */
async function toolchain(version: string, environment: NodeJS.ProcessEnv): Promise<string> {
  const platform = `${process.platform}-${ARCHITECTURES[process.arch] ?? process.arch}`;
  const answer = await run(
    'go',
    ['mod', 'download', '-json', `golang.org/toolchain@v0.0.1-go${version}.${platform}`],
    // Outside of any module, and without the flags that an old Go may not know.
    { env: { ...environment, GOFLAGS: '-mod=mod' }, cwd: tmpdir() },
  );
  const { Dir } = JSON.parse(answer) as { Dir: string };
  // The module cache holds no executables; the go command itself does this for its own toolchains.
  for (const folder of ['bin', 'pkg/tool']) {
    const entries = await readdir(join(Dir, folder), { recursive: true, withFileTypes: true });
    for (const entry of entries)
      if (entry.isFile()) await chmod(join(entry.parentPath, entry.name), 0o755);
  }
  return join(Dir, 'bin');
}

async function installGo(): Promise<void> {
  const root = process.getuid?.() === 0;
  if (!root || !(await succeeds('apt-get', ['--version'])))
    throw new Error(
      'The stack test builds its tools with Go, and there is none on PATH. Install it ' +
        '(`apt-get install golang-go`, or a Go from go.dev) and run `npm run test:stack` again.',
    );
  await run('apt-get', ['update', '-q']);
  await run('apt-get', ['install', '-q', '-y', '--no-install-recommends', 'golang-go'], {
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  });
}

/** Whether `major.minor` is not older than the wanted `major.minor.patch`. */
export function atLeast(version: string, wanted: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [wantedMajor = 0, wantedMinor = 0] = wanted.split('.').map(Number);
  return major > wantedMajor || (major === wantedMajor && minor >= wantedMinor);
}
