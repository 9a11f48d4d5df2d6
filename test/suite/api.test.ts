import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const PACKAGES = join(import.meta.dirname, '../../packages');

/** The types of a package as they are published; without the hashes that chunks are named by. */
function typesOf(name: string): string {
  const dist = join(PACKAGES, name, 'dist');
  const nameless = (text: string): string => text.replace(/-[\w-]{8}(?=\.(?:d\.)?[cm]?[jt]s)/g, '');
  return globSync(name === 'plimsoll' ? '**/*.d.cts' : '**/*.d.ts', { cwd: dist })
    .map((path) => `// ${nameless(path)}\n${nameless(readFileSync(join(dist, path), 'utf8'))}`)
    .map((text) => text.replace(/\n?\/\/# sourceMappingURL=.*\s*$/, '\n'))
    .sort()
    .join('\n');
}

// `npm run golden` takes what is there for what was meant.
test.each(['otel-resources', 'pool-instrumentation', 'memory-leak-detector', 'plimsoll'])(
  'the public types of %s are those that were reviewed',
  async (name) => {
    await expect(typesOf(name)).toMatchFileSnapshot(`../golden/${name}.d.ts`);
  },
);
