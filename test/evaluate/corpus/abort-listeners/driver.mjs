/** One signal for the life of the service (its shutdown), one listener for each request; langchainjs#9905 and many others. */
import { mode, run } from '../harness.mjs';

const { signal } = new AbortController();

await run('abort-listeners', {
  rate: 200,
  async op(index) {
    const request = { index, headers: { accept: 'text/html', id: `request-${index}` } };
    const cancel = () => {
      request.cancelled = true;
    };
    signal.addEventListener('abort', cancel);
    await null;
    if (mode === 'fixed') signal.removeEventListener('abort', cancel);
  },
});
