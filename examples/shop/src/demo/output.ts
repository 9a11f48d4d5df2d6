import { eventInWords, isVerdict } from './event-words.ts';
import { summaryLine } from './line.ts';
import type { ReceivedEvent } from './receiver.ts';
import { render } from './screen.ts';
import type { Stage } from './stage.ts';
import type { DemoState } from './state.ts';
import { type Terminal, takeTerminal } from './terminal.ts';
import { THRESHOLDS_IN_WORDS } from './thresholds.ts';
import { clock } from './words.ts';

const LINE_SECONDS = 5;
const KEPT_NOTES = 5;

/** Where the demo shows itself: a screen in a terminal, lines elsewhere. */
export interface Output extends Disposable {
  /** The last lines that the processes wrote to stderr. */
  readonly notes: readonly string[];
  note(line: string): void;
  open(stage: Stage, onKey: (key: string) => void): void;
  show(state: DemoState): void;
}

/** With `json` stdout is left to the final state and the lines go to stderr. */
export function createOutput(json: boolean): Output {
  const { stdin, stdout, stderr } = process;
  const live = !json && stdin.isTTY && stdout.isTTY;
  const print = (line: string): void => void (json ? stderr : stdout).write(`${line}\n`);
  const notes: string[] = [];
  let terminal: Terminal | undefined;
  let last: DemoState | undefined;
  let lastEvent: ReceivedEvent | undefined;
  let closed = false;
  let nextLine = 0;

  function showLines(state: DemoState): void {
    const printed = lastEvent ? state.events.indexOf(lastEvent) + 1 : 0;
    for (const event of state.events.slice(printed).filter(isVerdict))
      print(`${clock((event.time - state.startedAt) / 1000)} ${eventInWords(event)}`);
    lastEvent = state.events.at(-1);
    if (state.seconds < nextLine) return;
    nextLine += LINE_SECONDS;
    print(summaryLine(state));
  }

  return {
    notes,
    note(line) {
      notes.push(line);
      notes.splice(0, notes.length - KEPT_NOTES);
      if (!terminal) stderr.write(`${line}\n`);
    },
    open(stage, onKey) {
      print(`metrics   ${stage.metricsUrl}`);
      print(`shop      ${stage.shopUrl}`);
      print(`database  ${stage.database}`);
      print(`thresholds of this demo: ${THRESHOLDS_IN_WORDS}`);
      if (live) terminal = takeTerminal(stdin, stdout, onKey);
    },
    show(state) {
      if (closed) return;
      last = state;
      if (terminal) terminal.draw((columns, rows) => render(state, columns, rows));
      else showLines(state);
    },
    [Symbol.dispose]() {
      closed = true;
      if (!terminal) return;
      terminal[Symbol.dispose]();
      terminal = undefined;
      if (last) showLines(last);
    },
  };
}
