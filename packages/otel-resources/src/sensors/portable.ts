import { type Background, background } from '../read/background.ts';
import type { Portable } from '../read/portable.ts';
import type { Topic } from '../read/system-information/index.ts';

/** Each question starts programs. */
const EVERY_SECONDS = 30;
/** PowerShell takes seconds to start on a busy machine, and the questions of all sensors wait for one another. */
const DEADLINE_SECONDS = 60;

/** What `systeminformation` answers to a question, in the background; `undefined` where it is not installed. */
export function inBackground<T>(
  { information }: Portable,
  topic: Topic,
  parse: (answer: unknown) => T,
  argument?: () => string,
): Background<T> | undefined {
  if (!information) return undefined;
  return background({
    everySeconds: EVERY_SECONDS,
    deadlineSeconds: DEADLINE_SECONDS,
    ask: async () => parse(await information.ask(topic, argument?.())),
    abandon: () => information.abandon(),
  });
}
