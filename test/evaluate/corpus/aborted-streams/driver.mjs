/** Responses of clients that went away: the set is cleaned at `end`, which an aborted stream never emits. */
import { PassThrough } from 'node:stream';
import { mode, run } from '../harness.mjs';

const active = new Set();

await run('aborted-streams', {
  rate: 30,
  op(index) {
    const response = new PassThrough();
    active.add(response);
    response.on(mode === 'leaky' ? 'end' : 'close', () => active.delete(response));
    response.write(Buffer.alloc(8192, index));
    response.destroy();
  },
});
