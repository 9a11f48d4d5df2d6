/** Documents are observed for a while: up to 2.0.6 an array keeps each with its copy after `unobserve` (Starcounter-Jack/JSON-Patch#208; `beforeDict` became a WeakMap in 2.1.0). */
import { mode, run } from '../harness.mjs';

const { default: patches } = await import(mode);

/** An order as a client sends it: some three hundred lines. */
function order(id) {
  const lines = [];
  for (let n = 0; n < 300; n++) lines.push({ sku: `${id}-${n}`, amount: n % 7, price: 0.5 + n });
  return { id, state: 'open', lines };
}

let sent = 0;

await run('json-observers', {
  rate: 23,
  op(index) {
    const document = order(index);
    const observer = patches.observe(document);
    document.state = 'paid';
    document.lines[index % 300].amount += 1;
    sent += patches.generate(observer).length;
    patches.unobserve(document, observer);
    if (sent < index) throw new Error('no patch');
  },
});
