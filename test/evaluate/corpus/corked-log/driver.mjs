/** A batch with a bad record (the first after some 40 s) leaves the log corked: all later records wait in the stream (docs of `writable.cork()`: as many `uncork()` as `cork()`). Fixed uncorks in `finally`. */
import { Writable } from 'node:stream';

import { mode, run } from '../harness.mjs';

export let written = 0;
const log = new Writable({
  objectMode: true,
  writev(chunks, done) {
    written += chunks.reduce((sum, { chunk }) => sum + JSON.stringify(chunk).length, 0);
    setImmediate(done);
  },
});

function writeAll(records) {
  for (const record of records) {
    if (record.user === undefined) return;
    log.write(record);
  }
}

function audit(records) {
  log.cork();
  if (mode === 'fixed') {
    try {
      writeAll(records);
    } finally {
      process.nextTick(() => log.uncork());
    }
    return;
  }
  for (const record of records) {
    if (record.user === undefined) return;
    log.write(record);
  }
  process.nextTick(() => log.uncork());
}

await run('corked-log', {
  rate: 30,
  op(index) {
    const bad = index % 1_200 === 1_199;
    audit(
      Array.from({ length: 8 }, (_, n) => ({
        id: index * 8 + n,
        user: bad && n === 5 ? undefined : `user-${(index * 7 + n) % 3_000}`,
        action: {
          name: 'article.changed',
          article: `a-${index % 700}`,
          fields: ['price', 'stock'],
        },
        at: new Date(),
      })),
    );
  },
});
