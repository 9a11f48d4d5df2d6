/** Short-lived effects over settings that live on: up to 3.5.6 what they read is never forgotten (vuejs/core#11971, #11979, fixed in 3.5.7). */
import { mode, run } from '../harness.mjs';

const { effect, reactive, stop } = await import(mode);

/** The prices of today, by article; articles come and go. */
const prices = reactive({});

export let shown = 0;

await run('reactive-settings', {
  rate: 120,
  op(index) {
    const article = `article-${index}`;
    prices[article] = index % 100;
    const runner = effect(() => {
      shown += prices[article] * 1.2;
    });
    prices[article] = 7;
    stop(runner);
    delete prices[article];
  },
});
