/**
 * Preloaded into the process of a case: runs the detector with its defaults and writes what it read and said to
 * `PLIMSOLL_EVALUATE_FILE`, line by line, for a leak may end the process at any time.
 */
import { appendFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { isMainThread } from 'node:worker_threads';
import { MemoryLeakInstrumentation } from '@plimsoll/memory-leak-detector';
import { memoryLimit, nativeUsage, readHeapAfterGc, systemSources, totalOf } from './detector.ts';
import type { Change, Line } from './recording.ts';

const FILE = 'PLIMSOLL_EVALUATE_FILE';

const EVENT = /^plimsoll\.memory\.leak\.(suspected|confirmed|resolved)$/;

const file = process.env[FILE];
// What the case starts is not the case.
delete process.env[FILE];
if (file && isMainThread) watch(file);

/** Of this thread, without what ran beside it; Node 22.18 has no such clock. */
function cpuSeconds(): number {
  const { user, system } = process.threadCpuUsage?.() ?? process.cpuUsage();
  return (user + system) / 1e6;
}

interface EventRecord {
  readonly eventName?: string;
  readonly timestamp?: number;
  readonly attributes?: Record<string, unknown>;
}

function watch(path: string): void {
  const now = (): number => performance.now() / 1000;
  let writing = 0;
  const write = (line: Line): void => {
    const begin = cpuSeconds();
    appendFileSync(path, `${JSON.stringify(line)}\n`);
    writing += cpuSeconds() - begin;
  };
  const sources = systemSources();
  let live: number | undefined;
  let collecting = false;
  let spent = 0;
  let longest = 0;
  const timed = (action: () => void) => (): void => {
    const before = cpuSeconds() - writing;
    action();
    const taken = cpuSeconds() - writing - before;
    spent += taken;
    longest = Math.max(longest, taken);
  };

  const instrumentation = new MemoryLeakInstrumentation(
    {},
    {
      clock: {
        now,
        epochMillis: Date.now,
        every(seconds, action) {
          const timer = setInterval(timed(action), seconds * 1000).unref();
          return { [Symbol.dispose]: () => clearInterval(timer) };
        },
        after(seconds, action) {
          const timer = setTimeout(timed(action), seconds * 1000).unref();
          return { [Symbol.dispose]: () => clearTimeout(timer) };
        },
      },
      sources: {
        ...sources,
        watchFullCollections: (action) =>
          sources.watchFullCollections(
            timed(() => {
              collecting = true;
              action();
              collecting = false;
            }),
          ),
        readHeapAfterGc() {
          const spaces = sources.readHeapAfterGc();
          // Between collections it is read too, garbage included.
          if (collecting) live = totalOf(spaces);
          return spaces;
        },
        memoryUsage() {
          const { heapUsed, heapTotal, external, rss } = process.memoryUsage();
          const usage = { heapUsed, heapTotal, external, rss };
          const { constrainedMemory, totalMemory, oldSpaceLimit } = sources;
          const memory = memoryLimit(undefined, constrainedMemory(), totalMemory());
          const old = totalOf(sources.readHeapAfterGc());
          const share = sources.fileShare();
          const limits = {
            old,
            oldSpace: oldSpaceLimit(),
            memory,
            ...(share !== undefined && { fileShare: share }),
          };
          write({
            row: { time: now(), ...(live === undefined ? {} : { live }), ...usage, ...limits },
          });
          live = undefined;
          return usage;
        },
      },
    },
  );

  const emit = (record: EventRecord): void => {
    const state = EVENT.exec(record.eventName ?? '')?.[1] as Change['state'] | undefined;
    const attributes = record.attributes ?? {};
    const area = String(attributes['plimsoll.memory.area']);
    // A confirmation is told once its evidence is in; it has the time at which it was made.
    const time = ((record.timestamp ?? Date.now()) - performance.timeOrigin) / 1000;
    if (state) write({ change: { time, area, state, attributes } });
  };
  instrumentation.setLoggerProvider({ getLogger: () => ({ emit }) });

  process.on('exit', () => {
    const cpu = process.cpuUsage();
    const { workers: _, ...areas } = instrumentation.read();
    const states = Object.entries(areas).map(([area, { state }]) => [area, state]);
    instrumentation.disable();
    setFlagsFromString('--expose-gc');
    runInNewContext('gc')();
    const usage = process.memoryUsage();
    const share = sources.fileShare();
    write({
      ending: {
        time: now(),
        states: Object.fromEntries(states),
        live: totalOf(readHeapAfterGc()),
        external: usage.external,
        ...(share !== undefined && { native: nativeUsage(usage, share) }),
        spent,
        longest,
        cpu: (cpu.user + cpu.system) / 1e6,
      },
    });
  });
}
