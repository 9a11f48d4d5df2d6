import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');

/** The workspaces that are published. */
const PUBLISHED = [
  'otel-resources',
  'pool-instrumentation',
  'memory-leak-detector',
  'plimsoll',
] as const;

function npm(cwd: string, ...args: string[]): string {
  const command = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  return execFileSync(command, [...args, '--no-audit', '--no-fund', '--prefer-offline'], {
    cwd,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    shell: process.platform === 'win32',
  });
}

/** Packs the published packages as a release would, into `folder`; name -> tarball. */
export function pack(folder: string): Record<string, string> {
  const tarballs: Record<string, string> = {};
  for (const name of PUBLISHED) {
    const out = npm(join(ROOT, 'packages', name), 'pack', '--json', '--pack-destination', folder);
    const [packed] = JSON.parse(out);
    tarballs[packed.name] = `file:${join(folder, packed.filename)}`;
  }
  return tarballs;
}

/** An empty folder with an application's dependencies in it. */
export function application(dependencies: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-compat-'));
  writeFileSync(
    join(folder, 'package.json'),
    JSON.stringify({ name: 'application', private: true, dependencies }),
  );
  npm(folder, 'install');
  return folder;
}

/** The executable of a Node version, from npm; kept under the user's cache folder. */
export function node(version: string): string {
  const cache = process.env.XDG_CACHE_HOME || join(homedir(), '.cache');
  const platform = process.platform === 'win32' ? 'win' : process.platform;
  const name = `node-${platform}-${process.arch}`;
  const folder = join(cache, 'plimsoll', `node-${version}`);
  const executable = join(
    folder,
    'node_modules',
    name,
    'bin',
    platform === 'win' ? 'node.exe' : 'node',
  );
  if (existsSync(executable)) return executable;
  // Made beside and moved, so that an install that was cut off is never taken for a whole one.
  const fresh = `${folder}.${process.pid}`;
  mkdirSync(fresh, { recursive: true });
  try {
    npm(fresh, 'install', '--no-save', `${name}@${version}`);
    if (!existsSync(folder)) renameSync(fresh, folder);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
  return executable;
}
