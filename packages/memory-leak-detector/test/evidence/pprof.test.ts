import { execFile, execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { Profiler } from 'node:inspector';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { describeStarted } from '@plimsoll/kernel/test/servers';
import fc from 'fast-check';
import { Profile } from 'pprof-format';
import { expect, test } from 'vitest';
import type { SamplingProfile } from '../../src/evidence/culprits.ts';
import { pprofOf } from '../../src/evidence/pprof.ts';

const EPOCH_MILLIS = Date.UTC(2026, 0, 1);

const frame = (functionName: string, url: string, lineNumber = 0) => ({
  functionName,
  scriptId: '1',
  url,
  lineNumber,
  columnNumber: 4,
});

const HEAP: SamplingProfile = {
  head: {
    id: 1,
    callFrame: frame('(root)', ''),
    children: [
      {
        id: 2,
        callFrame: frame('handle', 'file:///app/server.js', 39),
        children: [
          { id: 3, callFrame: frame('remember', 'file:///app/store.js', 6), children: [] },
          { id: 4, callFrame: frame('', 'node:events'), children: [] },
        ],
      },
    ],
  },
  samples: [
    { size: 3_000_000, nodeId: 3, ordinal: 1 },
    { size: 3_000_000, nodeId: 3, ordinal: 2 },
    { size: 1_000_000, nodeId: 2, ordinal: 3 },
    { size: 500_000, nodeId: 4, ordinal: 4 },
    { size: 7, nodeId: 1, ordinal: 5 },
  ],
};

const CPU: Profiler.Profile = {
  nodes: [
    { id: 1, callFrame: frame('(root)', ''), children: [2, 4] },
    { id: 2, callFrame: frame('handle', 'file:///app/server.js', 39), children: [3] },
    { id: 3, callFrame: frame('render', 'file:///app/page.js', 6) },
    { id: 4, callFrame: frame('(idle)', '') },
  ],
  startTime: 1_000_000,
  endTime: 1_040_000,
  samples: [3, 3, 2, 4],
  timeDeltas: [500, 10_000, 10_000, 5000],
};

interface Told {
  readonly stack: readonly string[];
  readonly values: readonly number[];
}

/** A file as `profile.proto` has it, in words. */
function read(file: Buffer): { types: string[]; samples: Told[]; profile: Profile } {
  const profile = Profile.decode(gunzipSync(file));
  const text = (index: number | bigint): string => profile.stringTable.strings[Number(index)] ?? '';
  const functions = new Map(profile.function.map((each) => [each.id, each]));
  const names = new Map(
    profile.location.map(({ id, line }) => {
      const called = functions.get(line[0]?.functionId ?? 0);
      return [id, `${text(called?.name ?? 0)} ${text(called?.filename ?? 0)}:${line[0]?.line}`];
    }),
  );
  return {
    profile,
    types: profile.sampleType.map(({ type, unit }) => `${text(type)} ${text(unit)}`),
    samples: profile.sample.map(({ locationId, value }) => ({
      stack: locationId.map((id) => names.get(id) ?? '?'),
      values: value.map(Number),
    })),
  };
}

test('a heap profile tells the live bytes by stack, innermost first', async () => {
  const { types, samples, profile } = read(await pprofOf(HEAP, EPOCH_MILLIS));
  expect(types).toEqual(['inuse_space bytes']);
  expect(samples).toEqual([
    { stack: ['remember /app/store.js:7', 'handle /app/server.js:40'], values: [6_000_000] },
    { stack: ['handle /app/server.js:40'], values: [1_000_000] },
    { stack: ['(anonymous) node:events:1', 'handle /app/server.js:40'], values: [500_000] },
  ]);
  expect(profile.timeNanos).toBe(BigInt(EPOCH_MILLIS) * 1_000_000n);
});

test('a CPU profile tells how often and how long, without the time in which nothing ran', async () => {
  const { types, samples, profile } = read(await pprofOf(CPU, EPOCH_MILLIS));
  expect(types).toEqual(['samples count', 'cpu nanoseconds']);
  expect(samples).toEqual([
    { stack: ['render /app/page.js:7', 'handle /app/server.js:40'], values: [2, 20_000_000] },
    { stack: ['handle /app/server.js:40'], values: [1, 5_000_000] },
  ]);
  expect(Number(profile.durationNanos)).toBe(40_000_000);
  expect(profile.timeNanos).toBe(BigInt(EPOCH_MILLIS - 40) * 1_000_000n);
});

test('nothing is lost of any heap profile but what was made outside of all functions', async () => {
  const sizes = fc.array(fc.record({ size: fc.nat(1e9), nodeId: fc.integer({ min: 2, max: 4 }) }));
  await fc.assert(
    fc.asyncProperty(sizes, async (made) => {
      const samples = made.map((each, ordinal) => ({ ...each, ordinal }));
      const told = read(await pprofOf({ ...HEAP, samples }, EPOCH_MILLIS)).samples;
      const total = told.reduce((sum, { values: [bytes = 0] }) => sum + bytes, 0);
      expect(total).toBe(made.reduce((sum, { size }) => sum + size, 0));
    }),
    { numRuns: 50 },
  );
});

/** On the path, or where it is installed by default. */
const { describe, server: go } = await describeStarted('Go', async () => {
  const found = ['go', '/usr/local/go/bin/go'].find(runs);
  if (!found) throw new Error('it is not on the path');
  return found;
});

/** From Go 1.25 on its first use compiles it. */
const PATIENT = { timeout: 600_000 };

describe('go tool pprof', () => {
  test.each([
    ['heap', HEAP, ['Type: inuse_space', /5859.38kB 80.00% .* remember/, /976.56kB .* handle/]],
    ['CPU', CPU, ['Type: cpu', 'Duration: 40ms', /20ms 80.00% .* render/]],
  ])('opens a %s profile', PATIENT, async (_, profile, expected) => {
    const folder = await mkdtemp(join(tmpdir(), 'plimsoll-pprof-'));
    try {
      const file = join(folder, 'profile.pb.gz');
      await writeFile(file, await pprofOf(profile, EPOCH_MILLIS));
      const { stdout } = await promisify(execFile)(go, ['tool', 'pprof', '-top', file], {
        env: { ...process.env, PPROF_TMPDIR: folder, GOTELEMETRY: 'off', GOTOOLCHAIN: 'local' },
      });
      for (const line of expected) expect(stdout).toMatch(line);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

function runs(go: string): boolean {
  try {
    execFileSync(go, ['version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
