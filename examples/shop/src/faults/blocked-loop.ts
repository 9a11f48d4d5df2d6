import type { Fault } from '../faults.ts';

const BLOCK_MILLIS = 450;
/** The gap lets other requests, and the switch that heals the fault, through. */
const GAP_MILLIS = 50;

/** Synchronous work in the handler, as a big JSON document or a bad regular expression would do it. */
export const blockedLoop: Fault = ({ switches }) => {
  let free = 0;
  function workSynchronously(): void {
    const start = performance.now();
    if (start < free) return;
    while (performance.now() - start < BLOCK_MILLIS) JSON.parse(JSON.stringify({ start }));
    free = performance.now() + GAP_MILLIS;
  }
  switches.onRequest.add(workSynchronously);
  return { [Symbol.dispose]: () => void switches.onRequest.delete(workSynchronously) };
};
