import type { ReadStream, WriteStream } from 'node:tty';

const ENTER = '\u001b[?1049h\u001b[?25l';
const LEAVE = '\u001b[?25h\u001b[?1049l';
const HOME = '\u001b[H';
const CLEAR_LINE_END = '\u001b[K';
const CLEAR_BELOW = '\u001b[J';

/** The terminal while the demo has it; disposing gives it back as it was. */
export interface Terminal extends Disposable {
  draw(render: (columns: number, rows: number) => readonly string[]): void;
}

/** Takes the other screen buffer and the keys. It is given back on every way out of the process. */
export function takeTerminal(
  input: ReadStream,
  output: WriteStream,
  onKey: (key: string) => void,
): Terminal {
  let taken = true;
  const giveBack = (): void => {
    if (!taken) return;
    taken = false;
    input.setRawMode(false);
    input.pause();
    output.write(LEAVE);
  };
  process.once('exit', giveBack);
  output.write(ENTER);
  input.setRawMode(true);
  input.setEncoding('utf8');
  input.on('data', onKey);

  return {
    draw(render) {
      if (!taken) return;
      const lines = render(output.columns, output.rows);
      output.write(HOME + lines.map((line) => line + CLEAR_LINE_END).join('\r\n') + CLEAR_BELOW);
    },
    [Symbol.dispose]() {
      process.removeListener('exit', giveBack);
      input.removeListener('data', onKey);
      giveBack();
    },
  };
}
