/** `node check.ts [root]`: lints who imports whom in packages/<name>/src; exits with 1 where a rule is broken. */
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { importsOf } from './imports.ts';
import { type Package, refusal } from './rooms.ts';

const root = process.argv[2] ?? join(import.meta.dirname, '../..');

interface Manifest {
  readonly name: string;
  readonly private?: boolean;
  readonly dependencies?: Record<string, string>;
  readonly optionalDependencies?: Record<string, string>;
  readonly peerDependencies?: Record<string, string>;
}

const packages = globSync('packages/*', { cwd: root })
  .filter((folder) => existsSync(join(root, folder, 'package.json')))
  .map((folder) => ({
    folder,
    manifest: JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')) as Manifest,
  }));
const published = packages
  .map(({ manifest }) => manifest.name)
  .filter((name) => name !== '@plimsoll/kernel');

let broken = 0;
let files = 0;
for (const { folder, manifest } of packages) {
  const owner: Package = {
    name: manifest.name,
    brings: [
      ...Object.keys(manifest.dependencies ?? {}),
      ...Object.keys(manifest.optionalDependencies ?? {}),
      ...Object.keys(manifest.peerDependencies ?? {}),
    ],
    others: published.filter((name) => name !== manifest.name),
  };
  const src = join(root, folder, 'src');
  for (const path of globSync('**/*.{ts,mts,cts}', { cwd: src })) {
    files += 1;
    const source = readFileSync(join(src, path), 'utf8');
    for (const wanted of importsOf(`~/${path.split(sep).join('/')}`, source)) {
      const why = refusal(owner, `~/${path.split(sep).join('/')}`, wanted);
      if (!why) continue;
      broken += 1;
      process.stderr.write(`${relative(root, join(src, path))}: '${wanted.target}': ${why}\n`);
    }
  }
}
process.stdout.write(`Checked who knows whom in ${files} files, ${broken} refused.\n`);
process.exitCode = broken === 0 ? 0 : 1;
