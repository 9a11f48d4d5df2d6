import { createEnding } from './ending.ts';
import { type DemoOptions, readDemoOptions, USAGE } from './options.ts';
import { play } from './play.ts';

function readOptions(): DemoOptions | undefined {
  try {
    return readDemoOptions(process.argv.slice(2));
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
    return undefined;
  }
}

const options = readOptions();
if (!options) process.exitCode = 2;
else if (options.help) process.stdout.write(USAGE);
else process.exitCode = await play(options, createEnding(options.durationSeconds));
