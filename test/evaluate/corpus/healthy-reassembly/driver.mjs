/** Datagrams of 300 bytes to 48 KiB wait for the rest of their message; what is alive is soon as much as ever, but in ever other places: four times the mixture of sizes changes. */
import { elapsed, run } from '../harness.mjs';

const MIXTURES = [
  [300, 6000],
  [2000, 20_000],
  [300, 48_000],
  [12_000, 30_000],
  [500, 9000],
];
const LIVE_BYTES = 17 * 2 ** 20;
const messages = new Map();
const order = [];
let live = 0;

function finish(id) {
  const message = messages.get(id);
  if (!message) return;
  messages.delete(id);
  for (const part of message) live -= part.length;
}

await run('healthy-reassembly', {
  rate: 90,
  op(index) {
    const [least, most] = MIXTURES[Math.min(MIXTURES.length - 1, Math.floor(elapsed() / 110))];
    for (let n = 0; n < 5; n++) {
      const part = Buffer.allocUnsafeSlow(Math.floor(least + (most - least) * Math.random() ** 2));
      part.fill(index & 255);
      const id = Math.floor((index - 40 * Math.random()) / 4);
      if (messages.has(id)) messages.get(id).push(part);
      else {
        messages.set(id, [part]);
        order.push(id);
      }
      live += part.length;
    }
    while (live > LIVE_BYTES) {
      const at = Math.random() < 0.9 ? 0 : Math.floor(order.length * Math.random());
      finish(order.splice(at, 1)[0]);
    }
  },
});
