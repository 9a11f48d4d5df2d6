import { createRequire } from 'node:module';
import process from 'node:process';
import { Worker } from 'node:worker_threads';

/** The functions of systeminformation that are asked. */
export type Topic = 'mem' | 'networkStats' | 'fsSize' | 'disksIO' | 'battery' | 'cpuTemperature';

/** The library `systeminformation`, which starts programs of the system, in a thread of its own. */
export interface SystemInformation extends Disposable {
  /** What the function `topic` answers, one question after another; rejects where it fails or is given up. */
  ask(topic: Topic, argument?: string): Promise<unknown>;
  /** Gives up what was asked and ends the thread, which may hang; the next question has a new one. */
  abandon(): void;
}

/**
 * It overwrites methods of String.prototype, waits for some programs synchronously, and its programs keep the event
 * loop alive: in a thread that nothing waits for, none of that reaches the application.
 */
const SERVE = `
const { parentPort, workerData } = require('node:worker_threads');
const library = require(workerData);
let last = Promise.resolve();
parentPort.on('message', ({ id, topic, argument }) => {
  last = last.then(() => library[topic](argument)).then(
    (answer) => parentPort.postMessage({ id, answer }),
    (error) => parentPort.postMessage({ id, failure: String(error) }),
  );
});
`;

interface Question {
  resolve(answer: unknown): void;
  reject(error: Error): void;
}

interface Answer {
  readonly id: number;
  readonly answer?: unknown;
  readonly failure?: string;
}

/** `undefined` where the library is not installed. Its thread begins with the first question. */
export function openSystemInformation(
  path: string | undefined = installed(),
): SystemInformation | undefined {
  if (path === undefined) return undefined;
  const open = new Map<number, Question>();
  let thread: Worker | undefined;
  let asked = 0;

  const giveUp = (why: string): void => {
    const [ended, questions] = [thread, [...open.values()]];
    thread = undefined;
    open.clear();
    ended?.removeAllListeners();
    // What is thrown while it ends is nobody's any more.
    ended?.on('error', () => {});
    ended?.terminate().catch(() => {});
    for (const question of questions) question.reject(new Error(why));
  };

  const start = (): Worker => {
    const { NODE_OPTIONS: _, ...env } = process.env;
    const started = new Worker(SERVE, {
      eval: true,
      workerData: path,
      name: 'plimsoll-system-information',
      // Neither what was preloaded into the application nor its streams. Reading those would keep the process alive.
      execArgv: [],
      env,
      stdout: true,
      stderr: true,
      resourceLimits: { maxOldGenerationSizeMb: 64 },
    });
    started.on('message', ({ id, answer, failure }: Answer) => {
      const question = open.get(id);
      open.delete(id);
      if (failure === undefined) question?.resolve(answer);
      else question?.reject(new Error(failure));
    });
    started.on('error', (error) => giveUp(`systeminformation failed: ${error}`));
    started.on('exit', () => giveUp('systeminformation ended'));
    // Last, since a listener for messages takes it back.
    started.unref();
    return started;
  };

  return {
    ask: (topic, argument) =>
      new Promise((resolve, reject) => {
        thread ??= start();
        const id = asked++;
        open.set(id, { resolve, reject });
        thread.postMessage({ id, topic, argument });
      }),
    abandon: () => giveUp('systeminformation does not answer'),
    [Symbol.dispose]: () => giveUp('systeminformation is no longer asked'),
  };
}

function installed(): string | undefined {
  try {
    return createRequire(import.meta.url).resolve('systeminformation');
  } catch {
    return undefined;
  }
}
