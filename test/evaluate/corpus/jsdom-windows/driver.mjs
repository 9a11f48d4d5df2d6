/** Pages are rendered in jsdom: an interval of the page keeps its window until `close()` is called. */
import { JSDOM } from 'jsdom';
import { mode, run } from '../harness.mjs';

const page = (
  index,
) => `<!doctype html><title>Invoice ${index}</title><main><ul id="lines"></ul></main>
<script>
  const list = document.getElementById('lines');
  for (let n = 0; n < 20; n++) list.append(document.createElement('li'));
  setInterval(() => list.setAttribute('data-tick', Date.now()), 30000);
</script>`;

await run('jsdom-windows', {
  rate: 0.5,
  op(index) {
    const { window } = new JSDOM(page(index), { runScripts: 'dangerously' });
    window.document.body.outerHTML;
    if (mode === 'fixed') window.close();
  },
});
