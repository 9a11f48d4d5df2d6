import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { ResourceReadings } from '../../src/index.ts';
import type { Points } from '../sdk.ts';
import { SYSTEM_ENVIRONMENT } from './possible.ts';

/** What a child tells of itself and of its host. */
interface Told {
  readonly points: Points;
  readonly readings: ResourceReadings;
}

/** A Node process of its own under our instrumentation, whose clock goes on when it is told to. */
export interface Child extends AsyncDisposable {
  readonly process: ChildProcess;
  /** What the instrumentation tells after so many seconds of its clock. */
  tell(seconds: number): Promise<Told>;
  /** Lets it do something; the answer comes when that is done. */
  let(act: string, ...args: readonly (string | number)[]): Promise<unknown>;
}

/** Starts an application of the fixtures, behind the words of a command that runs it somewhere else. */
export async function startChild(app: string, ...through: readonly string[]): Promise<Child> {
  const file = join(import.meta.dirname, '../fixtures/apps', app);
  const node = [process.execPath, '--conditions=@plimsoll/source', '--no-warnings', file];
  const [command = '', ...args] = [...through, ...node];
  const child = spawn(command, args, {
    env: SYSTEM_ENVIRONMENT,
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const gone = new Promise<never>((_, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => reject(new Error(`${app} ended with ${signal ?? code}`)));
  });
  gone.catch(() => undefined);
  const answer = async (): Promise<unknown> =>
    (await Promise.race([once(child, 'message'), gone]))[0];
  await answer();
  return {
    process: child,
    tell: async (seconds) => {
      child.send(['tell', seconds]);
      return (await answer()) as Told;
    },
    let: async (act, ...rest) => {
      child.send([act, ...rest]);
      return answer();
    },
    async [Symbol.asyncDispose]() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    },
  };
}
