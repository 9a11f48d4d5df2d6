import { spawnSync } from 'node:child_process';
import { getPriority } from 'node:os';
import { join } from 'node:path';
import * as api from '@opentelemetry/api';
import { logsSdk } from '@plimsoll/kernel/test/sdk';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { lowerPriorityUnder, type PressureLevel, type PriorityOptions } from '../src/priority.ts';
import { diagnostics } from './diagnostics.ts';

/** A thread's niceness by its id; the first is the main one. */
let threads: Map<number, number>;
let refuse: ((thread: number, niceness: number) => Error | undefined) | undefined;
let level: PressureLevel;
let listeners: Set<() => void>;

beforeEach(() => {
  threads = new Map([
    [100, 0],
    [101, 0],
  ]);
  refuse = undefined;
  level = 'nominal';
  listeners = new Set();
});

const pressure = {
  get overall() {
    return { level, resource: 'cpu' };
  },
  on(listener: () => void): Disposable {
    listeners.add(listener);
    return { [Symbol.dispose]: () => void listeners.delete(listener) };
  },
};

function become(next: PressureLevel): void {
  level = next;
  for (const listener of listeners) listener();
}

function start(options?: PriorityOptions): Disposable {
  return lowerPriorityUnder(pressure, options, {
    threads: () => [...threads.keys()],
    get: (thread) => threads.get(thread) ?? 0,
    set(thread, niceness) {
      const error = refuse?.(thread, niceness);
      if (error) throw error;
      threads.set(thread, niceness);
    },
  });
}

function events(): () => unknown[] {
  const logs = logsSdk();
  api.logs.setGlobalLoggerProvider(logs.provider);
  onTestFinished(() => api.logs.disable());
  return () => logs.events().map(({ eventName, attributes }) => [eventName, { ...attributes }]);
}

const niceness = (): number[] => [...threads.values()];

function systemError(code: string): Error {
  return Object.assign(new Error(`A system error occurred: ${code}`), { info: { code } });
}

describe('under critical pressure', () => {
  test('every thread goes after those of others, and has its own niceness again after it', () => {
    threads.set(101, 3);
    start();
    become('elevated');
    expect(niceness()).toEqual([0, 3]);
    become('critical');
    expect(niceness()).toEqual([10, 10]);
    become('elevated');
    expect(niceness()).toEqual([0, 3]);
  });

  test('the change and its end are one event each, with the resource that is short', () => {
    const seen = events();
    start({ niceness: 5 });
    become('critical');
    become('critical');
    become('nominal');
    const name = 'plimsoll.process.priority_changed';
    const [now, before] = [
      'plimsoll.process.niceness.current',
      'plimsoll.process.niceness.previous',
    ];
    expect(seen()).toEqual([
      [name, { [now]: 5, [before]: 0, 'plimsoll.resource.type': 'cpu' }],
      [name, { [now]: 0, [before]: 5, 'plimsoll.resource.type': 'cpu' }],
    ]);
  });

  test('a process that is nicer stays so, without an event', () => {
    const seen = events();
    threads = new Map([[100, 15]]);
    start();
    become('critical');
    become('nominal');
    expect(niceness()).toEqual([15]);
    expect(seen()).toEqual([]);
  });

  test('a thread that came since has the usual niceness after it', () => {
    start();
    become('critical');
    threads.set(102, 10);
    become('nominal');
    expect(niceness()).toEqual([0, 0, 0]);
  });

  test('a thread that ends meanwhile harms nothing', () => {
    const { warnings } = diagnostics();
    refuse = (thread) => (thread === 100 ? systemError('ESRCH') : undefined);
    start();
    become('critical');
    expect(niceness()).toEqual([0, 10]);
    expect(warnings).toEqual([]);
  });

  test('one that begins so is lowered at once', () => {
    level = 'critical';
    start();
    expect(niceness()).toEqual([10, 10]);
  });

  test('the disposal gives it back and follows no longer', () => {
    const lowered = start({ level: 'elevated' });
    become('elevated');
    expect(niceness()).toEqual([10, 10]);
    lowered[Symbol.dispose]();
    expect(niceness()).toEqual([0, 0]);
    expect(listeners.size).toBe(0);
  });
});

test('without the right to go back the process stays nice, and that is one warning', () => {
  const { warnings } = diagnostics();
  refuse = (_, to) => (to < 10 ? systemError('EACCES') : undefined);
  start();
  for (const next of ['critical', 'nominal', 'critical', 'nominal'] as const) become(next);
  expect(niceness()).toEqual([10, 10]);
  expect(warnings).toEqual([expect.stringContaining('the priority cannot be changed')]);
});

test('bad options and what is no pressure are refused', () => {
  expect(() => start({ niceness: 0 })).toThrow(RangeError);
  expect(() => start({ level: 'nominal' as 'critical' })).toThrow(RangeError);
  expect(() => start({ nice: 3 } as object)).toThrow(TypeError);
  expect(() => lowerPriorityUnder({} as typeof pressure)).toThrow(
    'Expected `pressure` to be an object with `overall` and `on()`',
  );
});

test.runIf(process.platform === 'linux' && process.getuid?.() === 0)(
  'the kernel has every thread of a real process lowered, and back',
  () => {
    const app = join(import.meta.dirname, 'fixtures/apps/priority.ts');
    const { stdout, stderr } = spawnSync(
      process.execPath,
      ['--conditions=@plimsoll/source', '--no-warnings', app],
      { encoding: 'utf8', timeout: 30_000 },
    );
    const before = getPriority();
    expect(JSON.parse(stdout || '0'), stderr).toEqual([[before], [10], [before]]);
  },
);
