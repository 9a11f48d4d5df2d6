/** A poller that never returns, as a coroutine of co: up to 4.0.2 each yield hangs a promise on the one before (tj/co#180, History.md of 4.1.0). */
import { setTimeout as sleep } from 'node:timers/promises';
import { mode, run } from '../harness.mjs';

const { default: co } = await import(mode);

/** What waits to be handled; the pollers take it in turn. */
const inbox = [];
const wake = [];
let handled = 0;

const arrival = () =>
  new Promise((resolve) => {
    if (inbox.length > 0) resolve(inbox.shift());
    else wake.push(resolve);
  });

function* poller() {
  while (true) {
    const message = yield arrival();
    handled += message.body.length;
  }
}

co(poller);
co(poller);

await run('co-forever', {
  rate: 150,
  async op(index) {
    const message = { id: index, body: `message ${index}` };
    const next = wake.shift();
    if (next) next(message);
    else inbox.push(message);
    await sleep(0);
    if (handled < 0) throw new Error('nothing handled');
  },
});
