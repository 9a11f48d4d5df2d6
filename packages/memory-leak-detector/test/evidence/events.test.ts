import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { diag } from '@opentelemetry/api';
import { soon } from '@plimsoll/kernel/test/soon';
import { expect, onTestFinished, test, vi } from 'vitest';
import type { EvidenceSources } from '../../src/evidence/evidence.ts';
import { EVENTS } from '../../src/index.ts';
import { MEBIBYTE, process } from '../simulated-process.ts';
import { frame, PROFILE, profiler } from './profiler.ts';

const PROFILE_PATH = 'plimsoll.memory.heap_profile.path';

test('a confirmed leak is told with its culprits, a suspected one as soon as it is', async () => {
  const { live, events, instrumentation } = process({}, {}, profiler());
  live(30);
  live(120, { heap: MEBIBYTE / 2 });
  expect(instrumentation.read().heap.state).toBe('confirmed');
  const [suspected, confirmed] = await soon(() => {
    expect(events()).toHaveLength(2);
    return events();
  });
  const keys = (event: typeof suspected) => Object.keys(event?.attributes ?? {}).toSorted();
  const own = EVENTS.leakConfirmed.attributes.filter((key) => !key.startsWith('thread.'));
  const known = own.filter((key) => key !== PROFILE_PATH);
  expect(keys(suspected)).toEqual(EVENTS.leakSuspected.attributes.slice(0, 6).toSorted());
  expect(keys(confirmed)).toEqual(known.toSorted());
  expect(confirmed?.attributes).toMatchObject({
    'code.function.name': 'remember',
    'code.file.path': '/app/remember.js',
    'code.line.number': 7,
    'plimsoll.memory.growth.share': 0.75,
    'plimsoll.memory.leak.culprits': [
      '75 % remember (/app/remember.js:7) < handle (/app/handle.js:40)',
      '25 % count (/app/count.js:3)',
    ],
  });
  expect(instrumentation.read().heap.culprits.map(({ functionName }) => functionName)).toEqual([
    'remember',
    'count',
  ]);
  expect(instrumentation.read().external.culprits).toEqual([]);
});

test('the profile is written where a folder is given, and named by the event', async () => {
  const evidenceFolder = await mkdtemp(join(tmpdir(), 'plimsoll-profile-'));
  const { live, events } = process({ evidenceFolder }, {}, profiler());
  live(30);
  live(120, { heap: MEBIBYTE / 2 });
  await soon(() => expect(events()).toHaveLength(2));
  const [name] = await readdir(evidenceFolder);
  const path = join(evidenceFolder, String(name));
  expect(events()[1]?.attributes[PROFILE_PATH]).toBe(path);
  expect(JSON.parse(await readFile(path, 'utf8'))).toEqual(PROFILE);
  await rm(evidenceFolder, { recursive: true });
});

test('no attribute is longer than 1024 characters, however long the names are', async () => {
  const sources = profiler();
  const long = frame('remember'.repeat(400), 1);
  const samples = [1, 2].map((order) => ({ bytes: 1, order, stack: [long, long] }));
  const stop = () => ({ samples, profile: undefined });
  const startHeapSampling = () => ({ stop, [Symbol.dispose]: () => {} });
  const { live, events } = process({}, {}, { ...sources, startHeapSampling });
  live(30);
  live(120, { heap: MEBIBYTE / 2 });
  await soon(() => expect(events()).toHaveLength(2));
  const texts = Object.values(events()[1]?.attributes ?? {})
    .flat()
    .filter((value) => typeof value === 'string');
  expect(texts.some((text) => text.length === 1024)).toBe(true);
  expect(texts.every((text) => text.length <= 1024)).toBe(true);
});

test('a heap that a look would stop for too long is not sampled, but where looks need no collection, and not deoptimised', () => {
  const options = { evidencePauseMillis: 10 };
  const slow = profiler();
  const leaking = process(options, {}, slow);
  leaking.live(30);
  leaking.live(120, { heap: MEBIBYTE / 2 });
  expect(slow.log).toEqual([]);
  expect(leaking.events()).toHaveLength(2);
  const quick = { ...profiler(), looksCollect: false };
  const other = process(options, {}, quick);
  other.live(30);
  other.live(120, { heap: MEBIBYTE / 2 });
  expect(quick.log).toEqual(['start', 'stop']);
  const waiting = { ...profiler(), looksCollect: false };
  const third = process({ ...options, confirmedHeadroomRatio: 0.9 }, {}, waiting);
  third.live(30);
  third.live(60, { heap: MEBIBYTE / 2 });
  expect(waiting.log).toEqual(['start', 'dispose', 'start']);
});

test('stopping the detector ends the sampling', () => {
  const sources = profiler();
  const { live, instrumentation } = process({ confirmedHeadroomRatio: 0.9 }, {}, sources);
  live(30);
  live(60, { heap: MEBIBYTE / 2 });
  expect(sources.log).toEqual(['start', 'dispose', 'deoptimize', 'start']);
  instrumentation.disable();
  expect(sources.log).toEqual(['start', 'dispose', 'deoptimize', 'start', 'dispose']);
});

test('a confirmed leak of the heap has a snapshot taken where one is wanted, once it was told, and else none', async () => {
  const [wanting, other] = [profiler(), profiler()];
  const wanted = { snapshotOn: 'confirmed', evidenceFolder: '/evidence' } as const;
  for (const { live } of [process(wanted, {}, wanting), process({}, {}, other)]) {
    live(30);
    live(120, { heap: MEBIBYTE / 2 });
  }
  const terms = { fileLimit: 5, minIntervalMillis: 21_600_000, maxPauseMillis: 5000 };
  const snapshot = `snapshot ${JSON.stringify({ folder: '/evidence', ...terms })}`;
  await soon(() => expect(wanting.log).toContain(snapshot));
  expect(wanting.log).toEqual(['start', 'stop', snapshot]);
  expect(other.log).toEqual(['start', 'stop']);
  expect(() => process({ snapshotOn: 'confirmed' })).toThrow(
    "Expected `evidenceFolder` to be given where `snapshotOn` is 'confirmed'",
  );
});

test('a snapshot that is wanted and not taken is one warning that says why', async () => {
  const warn = vi.fn();
  const { error, info, debug, verbose } = diag;
  diag.setLogger({ error, info, debug, verbose, warn }, { suppressOverrideMessage: true });
  onTestFinished(() => diag.disable());
  const wanted = { snapshotOn: 'confirmed', evidenceFolder: '/evidence' } as const;
  const { live } = process(wanted, {}, profiler());
  live(30);
  live(120, { heap: MEBIBYTE / 2 });
  await soon(() => expect(warn).toHaveBeenCalled());
  expect(warn.mock.calls).toEqual([
    [
      '@plimsoll/memory-leak-detector: no heap snapshot of a confirmed leak: the process would stand still for 9.0 s',
    ],
  ]);
});

test('a snapshot that is not yet due is no warning', async () => {
  const warn = vi.fn();
  const { error, info, debug, verbose } = diag;
  diag.setLogger({ error, info, debug, verbose, warn }, { suppressOverrideMessage: true });
  onTestFinished(() => diag.disable());
  const takeSnapshot = vi.fn<EvidenceSources['takeSnapshot']>().mockResolvedValue({
    done: false,
    reason: 'too_soon',
    message: 'another process has taken a snapshot into this folder',
  });
  const wanted = { snapshotOn: 'confirmed', evidenceFolder: '/evidence', evidence: false } as const;
  const { live } = process(wanted, {}, { ...profiler(), takeSnapshot });
  live(30);
  live(120, { heap: MEBIBYTE / 2 });
  expect(takeSnapshot).toHaveBeenCalledOnce();
  await new Promise((resolve) => setImmediate(resolve));
  expect(warn).not.toHaveBeenCalled();
});

test('no snapshot is taken of a detector that is stopped before the leak is told', () => {
  const sources = profiler();
  const wanted = { snapshotOn: 'confirmed', evidenceFolder: '/evidence' } as const;
  const startHeapSampling = () => ({
    stop: () => new Promise<never>(() => {}),
    [Symbol.dispose]: () => {},
  });
  const { live, instrumentation, events } = process(wanted, {}, { ...sources, startHeapSampling });
  live(30);
  live(120, { heap: MEBIBYTE / 2 });
  expect([instrumentation.read().heap.state, events().length]).toEqual(['confirmed', 1]);
  instrumentation.disable();
  expect(events()).toHaveLength(2);
  expect(sources.log).toEqual([]);
});

test('nothing is sampled where no evidence is wanted', () => {
  const sources = profiler();
  const { live, events } = process({ evidence: false }, {}, sources);
  live(30);
  live(120, { heap: MEBIBYTE / 2 });
  expect(events()).toHaveLength(2);
  expect(sources.log).toEqual([]);
});

test('external memory has its buffers sampled, and the sampling is told of each collection', async () => {
  const log: string[] = [];
  const { live, events, instrumentation } = process(
    {},
    {},
    {
      ...profiler(),
      startBufferSampling() {
        log.push('start');
        return {
          collected: () => void log.push('collected'),
          stop() {
            log.push('stop');
            const stack = [frame('read', 9)];
            return {
              samples: [1, 2].map((order) => ({ bytes: 50 * MEBIBYTE, order, stack })),
              profile: undefined,
            };
          },
          [Symbol.dispose]: () => {},
        };
      },
    },
  );
  live(200, { external: MEBIBYTE / 2 });
  await soon(() => expect(events()).toHaveLength(2));
  expect(events()[1]?.attributes).toMatchObject({
    'plimsoll.memory.area': 'external',
    'code.function.name': 'read',
  });
  expect(instrumentation.read().external.culprits).toHaveLength(1);
  expect(log.at(0)).toBe('start');
  expect(log.slice(1, -1).every((each) => each === 'collected')).toBe(true);
  expect(log.slice(1, -1).length).toBeGreaterThan(0);
});

test('native memory is told with who makes the objects that hold it', async () => {
  const { live, events, instrumentation } = process({}, {}, profiler());
  live(60);
  live(300, { native: MEBIBYTE });
  await soon(() => expect(events()).toHaveLength(2));
  expect(events()[1]?.attributes).toMatchObject({
    'plimsoll.memory.area': 'native',
    'code.function.name': 'remember',
    'plimsoll.memory.growth.share': 0.75,
  });
  expect(instrumentation.read().native.culprits).toHaveLength(2);
});
