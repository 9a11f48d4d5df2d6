import { expect, test } from 'vitest';
import { type Collector, startCollector, startSilent } from './support/collector.ts';
import { type Program, run, sendTo } from './support/program.ts';

const SLOW = { timeout: 60_000 };

interface End {
  readonly code: number | NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** How a program ends, sent `signal` once it is ready. */
async function endOf(program: Program, signal?: NodeJS.Signals): Promise<End> {
  if (signal) {
    await program.said(/ready/);
    program.child.kill(signal);
  }
  const code = await program.ended;
  return { code, stdout: program.stdout, stderr: program.stderr };
}

/** What is sent at the end is looked for here, however busy the machine is. */
const PATIENT = { PLIMSOLL_EXIT_FLUSH_MILLIS: '30000' };

/** `--import` alone changes stack traces: the loader of ES modules runs the program then. */
const NOTHING = ['--import', 'data:text/javascript,'];

/** The end without us, and the end with us: the two must not differ. */
async function ends(
  path: string,
  collector: Collector,
  signal?: NodeJS.Signals,
): Promise<readonly [without: End, ours: End]> {
  const without = endOf(run(path, { flags: NOTHING }), signal);
  const ours = endOf(run(path, { env: { ...sendTo(collector.url), ...PATIENT } }), signal);
  return [await without, await ours];
}

const measured = ({ metrics }: Collector): boolean =>
  metrics.some(({ name }) => name === 'http.server.request.duration');

const PROGRAMS: Readonly<Record<string, End['code']>> = {
  'exit/returns.mjs': 3,
  'exit/resumes.cjs': 0,
  'exit/throws.cjs': 1,
  'exit/throws-plainly.cjs': 1,
  'exit/throws-in-module.mjs': 1,
  'exit/emits.cjs': 1,
  'exit/rejects.cjs': 1,
  'exit/catches.cjs': 9,
};

for (const [path, code] of Object.entries(PROGRAMS))
  test(`sends what was measured and changes nothing: ${path}`, SLOW, async () => {
    await using collector = await startCollector();
    const [without, ours] = await ends(path, collector);
    expect(without.code).toBe(code);
    expect(ours).toEqual(without);
    expect(measured(collector)).toBe(true);
  });

const SIGNALLED: Readonly<Record<string, End['code']>> = {
  'exit/serves.cjs': 'SIGTERM',
  'exit/closes.cjs': 0,
  'exit/counts-listeners.cjs': 'SIGTERM',
};

for (const [path, code] of Object.entries(SIGNALLED))
  test(
    `sends what was measured when a signal ends it, and changes nothing: ${path}`,
    SLOW,
    async () => {
      await using collector = await startCollector();
      const [without, ours] = await ends(path, collector, 'SIGTERM');
      expect(without.code).toBe(code);
      expect(ours).toEqual(without);
      await collector.until(measured);
    },
  );

test('dies by SIGINT as it would have', SLOW, async () => {
  await using collector = await startCollector();
  const [without, ours] = await ends('exit/serves.cjs', collector, 'SIGINT');
  expect(ours).toEqual(without);
  expect(measured(collector)).toBe(true);
});

for (const [path, signal] of [
  ['exit/exits.cjs', undefined],
  ['exit/throws-at-once.cjs', undefined],
  ['exit/throws-text.cjs', undefined],
  ['exit/exits-on-signal.cjs', 'SIGTERM'],
] as const)
  test(`changes nothing where nothing can be sent or was measured: ${path}`, SLOW, async () => {
    await using collector = await startCollector();
    const [without, ours] = await ends(path, collector, signal);
    expect(ours).toEqual(without);
  });

for (const path of ['exit/returns.mjs', 'exit/throws.cjs'])
  test(`ends without a collector too, and says so once: ${path}`, SLOW, async () => {
    const without = await endOf(run(path, { flags: NOTHING }));
    const ours = await endOf(run(path, { env: sendTo('http://127.0.0.1:1') }));
    const told = ours.stderr.match(/^plimsoll: .*\n/gm);
    expect(told).toEqual([expect.stringMatching(/could not be exported: .*ECONNREFUSED/)]);
    expect({ ...ours, stderr: ours.stderr.replace(/^plimsoll: .*\n/m, '') }).toEqual(without);
  });

// The exporter would wait for an hour and the SDK for 30 s: the limit of the test is what tells.
test('ends where the collector never answers', { timeout: 20_000 }, async () => {
  await using silent = await startSilent();
  const program = run('exit/returns.mjs', {
    env: {
      ...sendTo(silent.url),
      OTEL_EXPORTER_OTLP_TIMEOUT: '3600000',
      PLIMSOLL_EXIT_FLUSH_MILLIS: '50',
    },
  });
  expect(await program.ended).toBe(3);
});
