import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { diagnostics } from './diagnostics.ts';
import { start } from './start.ts';
import { type LivingTree, livingTree } from './trees.ts';

/** Sensors that are to be asked for, and read files while a sample is taken. */
const READING = ['disk', 'paging', 'cpu_cores'] as const;

/** What can come over a file: some of its text, all of it twice or backwards, what never was in it, or nothing. */
const change: fc.Arbitrary<(text: string) => string> = fc.oneof(
  fc
    .double({ min: 0, max: 1, noNaN: true })
    .map((share) => (text: string) => text.slice(0, share * text.length)),
  fc.constant((text: string) => text + text),
  fc.constant((text: string) =>
    text
      .split(/(?<=\n)/)
      .reverse()
      .join(''),
  ),
  fc.string({ unit: 'binary' }).map((bytes) => () => bytes),
  fc
    .bigInt({ min: 0n, max: 2n ** 70n })
    .map((many) => (text: string) => text.replace(/\d+/g, String(many))),
);

function textsOf({ proc }: LivingTree): Map<string, string> {
  const top = join(proc, '..');
  const paths = readdirSync(top, { recursive: true, encoding: 'utf8' });
  return new Map(
    paths
      .filter((path) => statSync(join(top, path)).isFile())
      .sort()
      .map((path) => [path, readFileSync(join(top, path), 'latin1')]),
  );
}

test('whatever comes over files, no sensor throws or tells what is no number, and all recover', async () => {
  const steps = fc.array(fc.array(fc.tuple(fc.nat(), change), { maxLength: 12 }), { maxLength: 5 });
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(fc.nat(), { maxLength: 10 }),
      steps,
      async (absent, changes) => {
        const { warnings } = diagnostics();
        const roots = livingTree('host', 'v2-set');
        const texts = textsOf(roots);
        const nameOf = (at: number): string => [...texts.keys()][at % texts.size] ?? '';
        for (const name of new Set(absent.map(nameOf))) roots.remove(name);
        const { clock, sdk, instrumentation } = start(roots, { enabledSensors: READING });
        for (const files of changes) {
          for (const [at, changed] of files) {
            const name = nameOf(at);
            roots.write(name, changed(texts.get(name) ?? ''));
          }
          clock.advance(10);
          for (const [name, value] of Object.entries(await sdk.points()))
            expect(value, name).toSatisfy(Number.isFinite);
        }
        for (const [name, text] of texts) roots.write(name, text);
        clock.advance(200);
        const { probes } = instrumentation.read();
        expect(Object.values(probes)).not.toContain('failing');
        expect(new Set(warnings).size).toBe(warnings.length);
        instrumentation.disable();
        await sdk.provider.shutdown();
      },
    ),
    { numRuns: 15 },
  );
});
