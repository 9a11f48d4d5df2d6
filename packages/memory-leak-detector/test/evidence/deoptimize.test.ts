import { Session } from 'node:inspector';
import { afterEach, expect, test, vi } from 'vitest';
import { culpritsOf } from '../../src/evidence/culprits.ts';
import { deoptimize } from '../../src/evidence/deoptimize.ts';
import { profilerModules, startHeapSampling } from '../../src/evidence/heap-sampling.ts';

afterEach(() => vi.unstubAllEnvs());

const kept: unknown[] = [];

function remember(index: number): void {
  kept.push({ index, next: [index] });
}

function turn(): void {
  for (let index = 0; index < 5000; index++) remember(index);
}

/** Until V8 has inlined one into the other, as long as that takes. */
function heat(): void {
  for (let round = 0; round < 400; round++) {
    turn();
    kept.length = 0;
  }
}

test('a function that was inlined is charged with what it allocates', () => {
  heat();
  const sampling = startHeapSampling(1024);
  deoptimize(profilerModules());
  for (let round = 0; round < 4; round++) turn();
  const [first] = culpritsOf(sampling.stop().samples);
  kept.length = 0;
  expect(first?.functionName).toBe('remember');
});

/** Counts the sessions that are begun. */
function inspector(url?: string) {
  const sessions = { count: 0 };
  const modules = {
    inspector: {
      url: () => url,
      Session: class {
        constructor() {
          sessions.count += 1;
          throw new Error('denied');
        }
      } as unknown as typeof Session,
    },
  };
  return { sessions, modules };
}

test('it is no exception where the inspector is denied or missing', () => {
  const { modules, sessions } = inspector();
  vi.stubEnv('NODE_V8_COVERAGE', undefined);
  deoptimize(modules);
  expect(sessions.count).toBe(1);
  deoptimize({ inspector: undefined });
});

test('nothing is done where somebody may record coverage', () => {
  const debugged = inspector('ws://127.0.0.1:9229/1');
  deoptimize(debugged.modules);
  vi.stubEnv('NODE_V8_COVERAGE', '/coverage');
  const covered = inspector();
  deoptimize(covered.modules);
  expect(debugged.sessions.count + covered.sessions.count).toBe(0);
});

test('the CPU profile of somebody else goes on', () => {
  const other = new Session();
  other.connect();
  other.post('Profiler.enable');
  other.post('Profiler.start');
  deoptimize(profilerModules());
  let nodes = 0;
  other.post('Profiler.stop', (_, { profile }) => {
    nodes = profile.nodes.length;
  });
  other.disconnect();
  expect(nodes).toBeGreaterThan(0);
});
