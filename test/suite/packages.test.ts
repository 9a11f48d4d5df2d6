import { existsSync, globSync, readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { checkPackage, Package } from '@arethetypeswrong/core';
import { describe, expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');

interface Conditions {
  readonly '@plimsoll/source'?: string;
  readonly import?: { readonly types: string; readonly default: string };
  readonly require?: { readonly types: string; readonly default: string };
}

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly private?: boolean;
  readonly exports: Readonly<Record<string, Conditions | string>>;
  readonly files: readonly string[];
}

const packages = globSync('packages/*/package.json', { cwd: ROOT })
  .map((path) => ({
    folder: join(ROOT, path, '..'),
    manifest: JSON.parse(readFileSync(join(ROOT, path), 'utf8')) as Manifest,
  }))
  .filter(({ manifest }) => !manifest.private);

describe.each(packages.map((each) => [each.manifest.name, each] as const))(
  '%s',
  (name, { folder, manifest }) => {
    const entries = Object.entries(manifest.exports).flatMap(([path, conditions]) =>
      typeof conditions === 'object' && conditions.import && conditions.require
        ? [{ path, esm: conditions.import, cjs: conditions.require }]
        : [],
    );

    test.each(entries)('gives the same names to import and to require at $path', async (entry) => {
      const esm = await import(pathToFileURL(join(folder, entry.esm.default)).href);
      const cjs = createRequire(import.meta.url)(join(folder, entry.cjs.default));
      expect(Object.keys(cjs).sort()).toEqual(Object.keys(esm).sort());
      expect(Object.keys(cjs)).not.toEqual([]);
    });

    test('ships every file that it exports, and its licence', () => {
      const targets = JSON.stringify(manifest.exports).match(
        /"\.\/[^"]+\.(?:[cm]?js|d\.[cm]?ts)"/g,
      );
      for (const target of targets ?? [])
        expect(existsSync(join(folder, JSON.parse(target)))).toBe(true);
      expect(existsSync(join(folder, 'LICENSE'))).toBe(true);
      expect(manifest.files).toContain('LICENSE');
    });

    test('has types for each entry point, also where a compiler does not read exports', async () => {
      const files = globSync(['package.json', 'dist/**'], { cwd: folder }).filter((path) =>
        statSync(join(folder, path)).isFile(),
      );
      const packed = files.map(
        (path) => [`/node_modules/${name}/${path}`, readFileSync(join(folder, path))] as const,
      );
      const types = await checkPackage(
        new Package(Object.fromEntries(packed), name, manifest.version),
      );
      expect(types).toMatchObject({ types: { kind: 'included' }, problems: [] });
    });

    test('calls its scope by its name and version', async () => {
      const version = join(folder, 'src/version.ts');
      const { SCOPE } = await import(pathToFileURL(version).href);
      expect(SCOPE).toEqual({ name, version: manifest.version });
    });
  },
);
