/** Dashboards subscribe to telemetry by MQTT with `clean: false` and a client id by chance: for each that has left, the broker stores what is published. */

import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';
import Aedes from 'aedes';
import mqtt from 'mqtt';
import { mode, run } from '../harness.mjs';

const broker = new Aedes();
const server = createServer(broker.handle).listen(0, '127.0.0.1');
await once(server, 'listening');
const url = `mqtt://127.0.0.1:${server.address().port}`;
const sensor = mqtt.connect(url, { clientId: 'sensor' });
await once(sensor, 'connect');

export let seen = 0;

async function dashboard(index) {
  const client = mqtt.connect(url, {
    clientId: `dashboard-${randomUUID()}`,
    clean: mode === 'fixed',
    reconnectPeriod: 0,
  });
  client.on('message', () => {
    seen += 1;
  });
  await once(client, 'connect');
  await client.subscribeAsync(`sites/${index % 4}/telemetry`, { qos: 1 });
  await new Promise((done) => setTimeout(done, 3000));
  await client.endAsync();
}

await run('telemetry-queues', {
  rate: 1,
  async op(index) {
    if (index % 20 === 0) await dashboard(index / 20);
    await sensor.publishAsync(`sites/${index % 4}/telemetry`, Buffer.alloc(96 * 1024, index), {
      qos: 1,
    });
  },
});
