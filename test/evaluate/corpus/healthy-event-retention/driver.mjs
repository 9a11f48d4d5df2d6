/** An in-memory database (LokiJS) of the events of the last 90 s, swept every 15 s; the load trebles over three minutes and stays so. */
import Loki from 'lokijs';
import { elapsed, run } from '../harness.mjs';

const RAMP_SECONDS = 180;
const database = new Loki('events', { autosave: false });
const events = database.addCollection('events', {
  indices: ['device'],
  ttl: 90_000,
  ttlInterval: 15_000,
});

await run('healthy-event-retention', {
  rate: 30,
  op(index) {
    const share = Math.min(1, 0.33 + (0.67 * elapsed()) / RAMP_SECONDS);
    if ((index * 7) % 30 >= 30 * share) return;
    const device = `device-${index % 400}`;
    events.insert({
      device,
      level: index % 5,
      readings: Array.from({ length: 100 }, (_, n) => ({ sensor: n, value: Math.random() * n })),
    });
    if (index % 60 === 0) events.find({ device });
  },
});
