import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeHeapSnapshot } from 'node:v8';
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import { soon } from '@plimsoll/kernel/test/soon';
import { expect, onTestFinished, test, vi } from 'vitest';
import type { PressureLevel } from '../../src/index.ts';
import { MEBIBYTE, process } from '../simulated-process.ts';
import { whatGrew } from './compare.ts';
import { drainInTime } from './drain.ts';
import { followLoad } from './follow-load.ts';
import { judgeJobs } from './judge-jobs.ts';
import { judgeResources } from './judge-resources.ts';
import { keepPages } from './keep-pages.ts';
import { lookCloser } from './look-closer.ts';

const HERE = new URL('.', import.meta.url);
const README = readFileSync(new URL('../../README.md', HERE), 'utf8');

const examples = readdirSync(HERE).filter((file) => !file.endsWith('.test.ts'));

test.each(examples)('the README shows %s as it is run here', (file) => {
  const source = readFileSync(new URL(file, HERE), 'utf8');
  const [, region] = /^ *\/\/#region readme\n(.*?)^ *\/\/#endregion$/ms.exec(source) ?? [];
  const lines = (region ?? '').split('\n').filter((line) => line !== '');
  const indent = Math.min(...lines.map((line) => line.search(/\S/)));
  expect(lines.length).toBeGreaterThan(0);
  for (const line of lines) expect(README).toContain(`\n${line.slice(indent)}\n`);
});

test('looking closer works', { timeout: 60_000 }, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'plimsoll-readme-'));
  const [heap, cpu, collected, snapshot] = await lookCloser(folder, 20, vi.fn());
  expect(heap).toMatchObject({ done: true });
  expect(cpu).toMatchObject({ done: true });
  expect(collected).toMatchObject({ done: true });
  expect(snapshot).toHaveProperty('predictedSeconds');
  const kinds = (await readdir(folder)).map((name) => name.split('.').at(-1));
  expect(kinds).toEqual(expect.arrayContaining(['heapprofile', 'cpuprofile']));
  await rm(folder, { recursive: true });
});

test('a cache gives up what is worth least', async () => {
  const listeners: ((change: { readonly level: PressureLevel }) => void)[] = [];
  const pages = keepPages({
    on(listener) {
      listeners.push(listener);
      return { [Symbol.dispose]: () => {} };
    },
  });
  for (let visits = 0; visits < 10; visits++) pages.set(`/${visits}`, { html: 'page', visits });
  for (const each of listeners) each({ level: 'elevated' });
  await soon(() => expect(pages.size).toBe(5));
  expect(pages.has('/9') && !pages.has('/0')).toBe(true);
});

test('a service drains in time', () => {
  const { live, memory, instrumentation } = process();
  const close = vi.fn();
  drainInTime(instrumentation, { close } as never);
  memory.heap = 100 * MEBIBYTE;
  live(10);
  expect(close).not.toHaveBeenCalled();
  memory.heap = 120 * MEBIBYTE;
  live(10);
  expect(close).toHaveBeenCalledTimes(1);
});

test('a detector knows how many sessions are open', () => {
  const sessions = new Map<string, object>();
  const detector = followLoad(sessions);
  onTestFinished(() => detector.disable());
  expect(detector.getConfig()).toMatchObject({ load: expect.any(Function) });
});

test('two snapshots tell what grew', { timeout: 120_000 }, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'plimsoll-readme-'));
  const before = writeHeapSnapshot(join(folder, 'before.heapsnapshot'));
  const kept = Array.from({ length: 5000 }, (_, index) => new Map([[index, index]]));
  const after = writeHeapSnapshot(join(folder, 'after.heapsnapshot'));
  const log = vi.fn();
  await whatGrew(before, after, log);
  const maps = log.mock.calls.find(([name]) => name === 'Map');
  expect(maps?.[1]).toBeGreaterThanOrEqual(kept.length);
  await rm(folder, { recursive: true });
});

test('a reader tells what it thinks of jobs that wait', async () => {
  const reader = new PeriodicExportingMetricReader({
    exporter: new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE),
    exportIntervalMillis: 1e8,
  });
  const provider = judgeResources(reader);
  provider.getMeter('app').createUpDownCounter('jobs.waiting').add(3);
  const { resourceMetrics } = await reader.collect();
  const [, added] = resourceMetrics.scopeMetrics;
  expect(added?.metrics[0]?.descriptor.name).toBe('plimsoll.resource.leak.status');
  await provider.shutdown();
});

test('a series of jobs that wait is judged', () => {
  vi.useFakeTimers({ toFake: ['performance'] });
  onTestFinished(() => void vi.useRealTimers());
  const jobs = new Set<number>();
  const warn = vi.fn();
  const look = judgeJobs(jobs, warn);
  for (let minute = 0; minute < 60; minute++) {
    for (let job = 0; job < 100; job++) jobs.add(100 * minute + job);
    look();
    vi.advanceTimersByTime(60_000);
  }
  expect(warn).toHaveBeenLastCalledWith(expect.closeTo(100 / 60));
});
