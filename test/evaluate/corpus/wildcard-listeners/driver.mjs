/** An emitter with wildcards whose listeners are all taken off again: 0.4.14 keeps the branches of their names. */
import { mode, run } from '../harness.mjs';

const { default: module } = await import(mode);
const bus = new module.EventEmitter2({ wildcard: true, delimiter: '.' });

await run('wildcard-listeners', {
  rate: 250,
  op(index) {
    const topic = `order.${index}.paid`;
    const listener = () => {};
    bus.on(topic, listener);
    bus.emit(topic, index);
    bus.off(topic, listener);
  },
});
