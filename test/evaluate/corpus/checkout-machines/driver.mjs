/** A state machine for every checkout, stopped at its end: up to 4.7.6 the registry of actors keeps each interpreter (statelyai/xstate#956). Customers come in bursts. */
import { elapsed, mode, run } from '../harness.mjs';

const { Machine, assign, interpret } = await import(mode);

const machine = Machine({
  id: 'checkout',
  initial: 'cart',
  context: { items: [], attempts: 0 },
  states: {
    cart: {
      on: {
        ADD: { actions: assign({ items: (context, { item }) => [...context.items, item] }) },
        PAY: 'paying',
      },
    },
    paying: {
      on: {
        DECLINED: { target: 'cart', actions: assign({ attempts: ({ attempts }) => attempts + 1 }) },
        ACCEPTED: 'done',
      },
    },
    done: { type: 'final' },
  },
});

export let sold = 0;

await run('checkout-machines', {
  rate: 20,
  op(index) {
    // Half a minute of many customers, then half a minute of few.
    if (elapsed() % 60 > 30 && index % 8) return;
    const checkout = interpret(machine).start();
    for (let n = 0; n < 6; n++)
      checkout.send({ type: 'ADD', item: { sku: `${index}-${n}`, price: n * 1.5 } });
    checkout.send('PAY');
    checkout.send(index % 5 ? 'ACCEPTED' : 'DECLINED');
    sold += checkout.state.context.items.length;
    checkout.stop();
  },
});
