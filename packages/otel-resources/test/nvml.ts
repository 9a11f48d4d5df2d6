import process from 'node:process';
import { beforeEach } from 'vitest';
import { type Engine, openLibrary } from '../src/read/ffi/index.ts';
import { compiled } from './native.ts';

/** What can be set in fixtures/nvml.c; `results` and what follows are the answers of its functions. */
export const SET = {
  gpus: 0,
  lostGpu: 1,
  parts: 2,
  held: 3,
  processes: 4,
  pid: 5,
  reasons: 6,
  energy: 7,
  freeMib: 8,
  fieldType: 9,
  results: 32,
} as const;

const FUNCTIONS = [
  'Init',
  'Count',
  'Handle',
  'Uuid',
  'Name',
  'Driver',
  'Utilization',
  'Encoder',
  'Decoder',
  'Memory2',
  'Memory',
  'TemperatureV',
  'Temperature',
  'Power',
  'Energy',
  'Clock',
  'Reasons',
  'OldReasons',
  'Fields',
  'Ecc',
  'Mig',
  'MigCount',
  'MigHandle',
  'Compute',
  'Graphics',
] as const;

const GOT = ['calls', 'mostUnderWay', 'begins', 'ends', 'endsInFlight', 'waiting'] as const;

export interface FakeNvml {
  readonly path: string;
  set(what: keyof typeof SET, value: number): void;
  /** From now on a function gives this result: 3 for not supported. */
  answer(name: (typeof FUNCTIONS)[number], result: number): void;
  got(what: (typeof GOT)[number]): number;
  /** Lets one call go on that was held. */
  release(): void;
  /** Until a call is held. */
  waiting(): Promise<void>;
  /** Until all that began has ended. */
  ended(): Promise<void>;
}

/** An NVML built of fixtures/nvml.c, as new before every test; `undefined` where there is no compiler. */
export async function fakeNvml(...flags: readonly string[]): Promise<FakeNvml | undefined> {
  const path = compiled('nvml.c', ...flags);
  if (!path) return undefined;
  const { library } = await openLibrary(path, {
    fake_set: ['uint32', 'uint32'],
    fake_get: ['uint32'],
    fake_release: [],
    fake_reset: [],
  });
  const functions = library?.functions;
  beforeEach(() => void functions?.fake_reset?.());
  const got = (what: (typeof GOT)[number]): number =>
    functions?.fake_get?.(GOT.indexOf(what)) ?? Number.NaN;
  const until = async (happened: () => boolean): Promise<void> => {
    while (!happened()) await new Promise((done) => setImmediate(done));
  };
  return {
    path,
    set: (what, value) => functions?.fake_set?.(SET[what], value),
    answer: (name, result) => functions?.fake_set?.(SET.results + FUNCTIONS.indexOf(name), result),
    got,
    release: () => functions?.fake_release?.(),
    waiting: () => until(() => got('waiting') > 0),
    ended: () => until(() => got('ends') === got('begins')),
  };
}

/** What opens libraries here: Node has an own one from 26.1 on. */
export const ENGINES: readonly Engine[] = process.getBuiltinModule?.('node:ffi')
  ? ['koffi', 'node:ffi']
  : ['koffi'];
