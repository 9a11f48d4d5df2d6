/** An almost idle service that reads files: buffers gather outside the heap until V8 collects, which it hardly ever does. */
import { run } from '../harness.mjs';

await run('healthy-rare-collections', {
  rate: 1,
  op: (index) => Buffer.alloc(96 * 1024, index).toString('latin1').length,
});
