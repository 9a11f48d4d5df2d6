/**
 * A thread follows couriers; rides are numbers, but the one to end comes from the path of the request, a string, so no track is ever removed.
 * Fixed makes it a number. The memory that stays is of the thread.
 */
import { Worker } from 'node:worker_threads';
import { mode, run } from '../harness.mjs';

const RIDES = 12;
const BATCHES = 20;
const POINTS = 40;
const worker = new Worker(new URL('tracker.mjs', import.meta.url));
const waiting = new Map();
let questions = 0;
export let kilometres = 0;

worker.on('message', ({ id, ...answer }) => {
  waiting.get(id)(answer);
  waiting.delete(id);
});

function ask(command, body) {
  const id = questions++;
  return new Promise((resolve) => {
    waiting.set(id, resolve);
    worker.postMessage({ id, command, ...body });
  });
}

function pointsOf(ride, batch) {
  const from = batch * POINTS;
  return Array.from({ length: POINTS }, (_, n) => [
    52.5 + ride * 1e-5 + (from + n) * 2.1e-5,
    13.4 + Math.sin((from + n) / 50) * 1e-3,
    (from + n) * 2.5,
  ]);
}

async function endRide(path) {
  const ride = path.split('/')[2];
  const { metres } = await ask('end', { ride: mode === 'fixed' ? Number(ride) : ride });
  kilometres += metres / 1000;
}

const rides = Array.from({ length: RIDES }, (_, n) => ({ ride: n, batch: n }));
let next = RIDES;

await run('tracks-worker', {
  rate: 22,
  async op(index) {
    const slot = index % RIDES;
    const { ride, batch } = rides[slot];
    if (batch >= BATCHES) {
      rides[slot] = { ride: next++, batch: 0 };
      return endRide(`/rides/${ride}/end`);
    }
    rides[slot].batch += 1;
    await ask('points', { ride, points: pointsOf(ride, batch) });
  },
});
