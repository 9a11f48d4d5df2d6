import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { createFaultSwitch, type FaultSwitch } from '../src/demo/fault-switch.ts';
import { createProcesses } from '../src/demo/processes.ts';
import { type Receiver, startReceiver } from '../src/demo/receiver.ts';
import { type Stage, setStage } from '../src/demo/stage.ts';
import type { Summary } from '../src/demo/summary.ts';
import { THRESHOLD_VARIABLES } from '../src/demo/thresholds.ts';
import { createWatch } from '../src/demo/watch.ts';
import type { FaultName } from '../src/fault-names.ts';

const DEADLINE_SECONDS = 30;
// A fault and its healing may each take as long as the deadline.
vi.setConfig({ testTimeout: 4 * DEADLINE_SECONDS * 1000 });
const BETWEEN_LOOKS_MILLIS = 100;
/** Enough samples for a rate to be one. */
const LEAST_LOOK_MILLIS = 1_000;

const processes = createProcesses((line) => process.stderr.write(`${line}\n`));
let receiver: Receiver;
let stage: Stage;
let faults: FaultSwitch;
let healthy: Summary;

beforeAll(async () => {
  receiver = await startReceiver();
  stage = await setStage(processes, { database: 'embedded', rate: 80 }, receiver.url, {
    ...THRESHOLD_VARIABLES,
    PLIMSOLL_SAMPLE_INTERVAL_MILLIS: '250',
    PLIMSOLL_LEAK_THRESHOLD_MILLIS: '3000',
  });
  faults = await createFaultSwitch(stage.shopUrl);
  healthy = await look(isHealthy);
}, 60_000);

afterAll(async () => {
  await processes[Symbol.asyncDispose]();
  receiver[Symbol.dispose]();
});

/** Scrapes until the shop looks as it should; rates are those since the call. What a failure shows is the last look. */
async function look(as: (summary: Summary) => boolean): Promise<Summary> {
  const watch = createWatch(stage.metricsUrl, stage.instance);
  const begin = performance.now();
  for (;;) {
    const summary = await Promise.race([watch.look(), processes.failure]);
    const millis = performance.now() - begin;
    if (summary && millis > LEAST_LOOK_MILLIS && as(summary)) return summary;
    if (millis > DEADLINE_SECONDS * 1000)
      throw new Error(`not seen in ${DEADLINE_SECONDS} s: ${JSON.stringify(summary)}`);
    await setTimeout(BETWEEN_LOOKS_MILLIS);
  }
}

const isHealthy = ({ http, pool, eventLoop }: Summary): boolean =>
  (http.requestsPerSecond ?? 0) > 10 && pool.pending === 0 && (eventLoop.utilization ?? 1) < 0.6;

/** The shop shows the fault, compared with how it was before, and is healthy again after it. */
async function under(fault: FaultName, shows: (sick: Summary) => boolean): Promise<void> {
  await faults.inject(fault);
  try {
    await look(shows);
  } finally {
    await faults.toggle(fault);
  }
  healthy = await look(isHealthy);
}

test('a hogged pool has requests waiting', () =>
  under('pool-hog', ({ pool }) => (pool.pending ?? 0) > 0 && pool.used === pool.limit));

test('a blocked loop is busy and late', () =>
  under(
    'blocked-loop',
    ({ eventLoop }) =>
      (eventLoop.utilization ?? 0) > 0.75 && (eventLoop.delayMaxSeconds ?? 0) > 0.4,
  ));

test('burnt CPU is told as that of the process', () =>
  under(
    'cpu-burn',
    // How much of it there is to burn is up to what else the machine does.
    ({ cpu }) => (cpu.usedCpus ?? 0) > (healthy.cpu.usedCpus ?? 1) + 0.12,
  ));

test('slow queries hold their connections for longer', () =>
  under(
    'slow-queries',
    ({ pool }) => (pool.meanUseSeconds ?? 0) > (healthy.pool.meanUseSeconds ?? 0) + 0.1,
  ));

test('a leak is what stays after collections', () =>
  under(
    'leak',
    ({ memory }) => (memory.heapAfterGcBytes ?? 0) > (healthy.memory.heapAfterGcBytes ?? 0) + 8e6,
  ));

test('leaked connections are counted and their place in the code is named', async () => {
  await faults.inject('pool-leak');
  await look(({ pool }) => (pool.leaks ?? 0) >= 2);
  await look(() =>
    receiver.events.some(
      ({ name, attributes }) =>
        name === 'plimsoll.pool.connection.leak_suspected' &&
        String(attributes['code.stacktrace']).includes('forgetToRelease'),
    ),
  );
  await faults.toggle('pool-leak');
  await look(({ pool }) => pool.longHeld === 0);
});

test('nothing of the database but its name and kind is told', async () => {
  const exposition = await (await fetch(stage.metricsUrl)).text();
  const told = exposition + JSON.stringify(receiver.events);
  expect(told).toContain('db_client_connection_count');
  const { password, username } = new URL(stage.databaseUrl);
  expect(password.length).toBeGreaterThan(16);
  expect(told).not.toContain(password);
  expect(told).not.toContain(`${username}:`);
  expect(told).not.toContain('plimsoll_shop.product');
});
