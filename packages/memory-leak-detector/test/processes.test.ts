import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';

const run = promisify(execFile);

/** Runs one of the programs in a process of its own and gives what it printed as JSON. */
async function program(name: string, args: readonly string[] = []): Promise<unknown> {
  const file = fileURLToPath(new URL(`${name}-program.ts`, import.meta.url));
  const flags = ['--conditions=@plimsoll/source', '--max-old-space-size=128'];
  const { stdout, stderr } = await run(process.execPath, [...flags, file, ...args], {
    timeout: 60_000,
  });
  expect(stderr).toBe('');
  return JSON.parse(stdout);
}

describe('a process of its own, with the collections that V8 does by itself', {
  timeout: 60_000,
  concurrent: false,
}, () => {
  test('that keeps every request has its heap leak confirmed', async () => {
    const { seen } = (await program('service', ['leaky', 'heap'])) as { seen: string[] };
    expect(seen.slice(-2)).toEqual(['suspected', 'confirmed']);
  });

  test('that keeps every buffer has its external leak confirmed', async () => {
    const { seen } = (await program('service', ['leaky', 'external'])) as { seen: string[] };
    expect(seen.slice(-2)).toEqual(['suspected', 'confirmed']);
  });

  test.each(['heap', 'external'])(
    'that keeps the last hundred requests has none in its %s',
    async (area) => {
      const { seen } = (await program('service', ['fixed', area])) as { seen: string[] };
      // Hours are seconds here: what a busy machine frees a second late may look like growth for a while.
      expect(seen).not.toContain('confirmed');
      expect(seen.at(-1)).toBe('none');
    },
  );

  test('that has nothing to do ends by itself', async () => {
    const { heap, resources } = (await program('quiet')) as {
      heap: { state: string };
      resources: string[];
    };
    expect(heap.state).toBe('unknown');
    expect(resources.filter((name) => !name.endsWith('Wrap'))).toEqual([]);
  });
});
