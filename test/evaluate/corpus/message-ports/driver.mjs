/** A channel for each question to a worker; ports that listen and are not closed stay. */
import { mode, run } from '../harness.mjs';

await run('message-ports', {
  rate: 40,
  op(index) {
    const { port1, port2 } = new MessageChannel();
    return new Promise((resolve) => {
      port1.onmessage = () => {
        if (mode === 'fixed') port1.close();
        resolve();
      };
      port2.postMessage({ index });
    });
  },
});
