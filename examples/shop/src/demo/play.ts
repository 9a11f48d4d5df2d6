import { setTimeout as sleep } from 'node:timers/promises';
import { FAULT_KEYS, FAULT_NAMES } from '../fault-names.ts';
import type { Ending } from './ending.ts';
import { createFaultSwitch, type FaultSwitch } from './fault-switch.ts';
import type { DemoOptions } from './options.ts';
import { createOutput, type Output } from './output.ts';
import { createProcesses, type Processes } from './processes.ts';
import { type Receiver, startReceiver } from './receiver.ts';
import { setStage } from './stage.ts';
import { type DemoState, finalState } from './state.ts';
import { createWatch } from './watch.ts';

const LOOK_MILLIS = 1_000;
const KEPT_READINGS = 600;

/** Runs the demo to its end and returns the exit code: 1 where a process of it failed. */
export async function play(options: DemoOptions, ending: Ending): Promise<number> {
  const output = createOutput(options.json);
  const processes = createProcesses(output.note);
  const receiver = await startReceiver();
  let last: DemoState | undefined;
  let failure: string | null = null;
  let code = 1;
  try {
    const show = (state: DemoState): void => {
      last = state;
      output.show(state);
    };
    code = await Promise.race([
      ending.over,
      processes.failure,
      perform(options, { ending, output, processes, receiver, show }),
    ]);
  } catch (error) {
    failure = error instanceof Error ? error.message : String(error);
  } finally {
    ending.end();
    output[Symbol.dispose]();
    await processes[Symbol.asyncDispose]();
    receiver[Symbol.dispose]();
    ending[Symbol.dispose]();
  }
  if (failure) process.stderr.write(`the demo failed: ${failure}\n`);
  if (options.json) process.stdout.write(`${JSON.stringify(finalState(last, failure))}\n`);
  return failure ? 1 : code;
}

interface Cast {
  readonly ending: Ending;
  readonly output: Output;
  readonly processes: Processes;
  readonly receiver: Receiver;
  show(state: DemoState): void;
}

/** Starts everything, then looks and shows once a second until the end. */
async function perform(
  options: DemoOptions,
  { ending, output, processes, receiver, show }: Cast,
): Promise<number> {
  const stage = await setStage(processes, options, receiver.url);
  const faults = await createFaultSwitch(stage.shopUrl);
  const watch = createWatch(stage.metricsUrl, stage.instance);
  const heapHistory: number[] = [];
  const begin = performance.now();
  const startedAt = Date.now();
  const state = async (): Promise<DemoState> => {
    const summary = await watch.look();
    const heap = summary?.memory.heapAfterGcBytes;
    if (heap != null) heapHistory.push(heap);
    heapHistory.splice(0, heapHistory.length - KEPT_READINGS);
    return {
      stage,
      seconds: (performance.now() - begin) / 1000,
      durationSeconds: options.durationSeconds,
      startedAt,
      summary,
      heapHistory,
      faults: faults.states,
      events: receiver.events,
      notes: output.notes,
    };
  };

  output.open(stage, (key) => onKey(key, faults, ending, output));
  ending.start();
  for (const name of options.faults) await faults.inject(name);
  for (;;) {
    show(await state());
    const over = await Promise.race([ending.over, sleep(LOOK_MILLIS, undefined)]);
    if (over === undefined) continue;
    show(await state());
    return over;
  }
}

const CTRL_C = '\u0003';

function onKey(key: string, faults: FaultSwitch, ending: Ending, output: Output): void {
  if (key === 'q' || key === CTRL_C) ending.end();
  const name = FAULT_NAMES.find((one) => FAULT_KEYS[one] === key);
  if (name) faults.toggle(name).catch((error: Error) => output.note(`${name}: ${error.message}`));
}
