/** Services that are created for a customer and destroyed: up to 0.14.23 the local node keeps the schema of each (moleculerjs/moleculer#1121). */
import { setTimeout as sleep } from 'node:timers/promises';
import { mode, run } from '../harness.mjs';

const { default: moleculer } = await import(mode);

const broker = new moleculer.ServiceBroker({
  nodeID: 'shop',
  logger: false,
  registry: { discoverer: { type: 'Local', options: { heartbeatInterval: 0 } } },
});
await broker.start();

export let answered = 0;

await run('moleculer-services', {
  rate: 1.6,
  async op(index) {
    const actions = {};
    for (const name of ['list', 'get', 'add', 'remove'])
      actions[name] = {
        params: { id: 'number', note: 'string' },
        handler: (context) => `${name} ${context.params.id}`,
      };
    const service = broker.createService({
      name: `customer-${index % 40}`,
      settings: {
        currency: 'EUR',
        limits: Array.from({ length: 40 }, (_, n) => ({
          tier: `tier ${n} of ${index}`,
          amount: n,
        })),
      },
      actions,
      events: { 'customer.gone': () => {} },
    });
    await sleep(100);
    answered += (await broker.call(`customer-${index % 40}.get`, { id: index, note: 'hello' }))
      .length;
    await broker.destroyService(service);
  },
});
