/** node-cache without a time to live: sessions of visitors that never come back. */
import NodeCache from 'node-cache';
import { mode, run } from '../harness.mjs';

const sessions = new NodeCache(mode === 'fixed' ? { stdTTL: 2, checkperiod: 1 } : {});

await run('sessions-without-end', {
  rate: 250,
  op: (index) => sessions.set(`session-${index}`, { user: index, visited: ['/', '/cart'] }),
});
