/** Starts the detector and has nothing else to do: the process must end at once, by itself. */
import { MemoryLeakInstrumentation } from '../src/index.ts';

const instrumentation = new MemoryLeakInstrumentation();
process.on('exit', () => {
  const { heap } = instrumentation.read();
  process.stdout.write(JSON.stringify({ heap, resources: process.getActiveResourcesInfo() }));
});
