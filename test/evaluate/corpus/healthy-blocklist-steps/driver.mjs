/** Blocked hosts in a trie that each reconfiguration builds anew, in slices, beside the one in use; the first four lists are each larger than the one before, the later ones equal. */
import { setTimeout as sleep } from 'node:timers/promises';
import { TrieMap } from 'mnemonist';
import { run } from '../harness.mjs';

const SIZES = [8000, 16_000, 24_000, 28_000, 28_000, 27_500, 28_000];
const hostOf = (n) =>
  `${((n * 2_654_435_761) >>> 0).toString(36)}.example.${n % 3 ? 'com' : 'net'}`;
const reversed = (host) => host.split('.').reverse().join('.');
let blocked = new TrieMap();

async function rebuild(size) {
  const next = new TrieMap();
  for (let n = 0; n < size; n++) {
    next.set(reversed(hostOf(n)), n % 7);
    if (n % 500 === 499) await sleep(120);
  }
  blocked = next;
}

async function reconfigure() {
  for (const size of SIZES) {
    await rebuild(size);
    await sleep(75_000);
  }
}
void reconfigure();

await run('healthy-blocklist-steps', {
  rate: 100,
  op(index) {
    return Promise.resolve(blocked.get(reversed(hostOf((index * 31) % 60_000))));
  },
});
