import type { Fault } from '../faults.ts';

/** What one request leaves behind; about 13 kB of JavaScript objects. */
const LINES_PER_VISIT = 80;

/** A Map that remembers every request and forgets none: 50 requests a second fill 128 MB in two and a half minutes. */
export const leak: Fault = ({ switches }) => {
  const visits = new Map<number, object>();
  function rememberVisit(path: string): void {
    const lines = Array.from({ length: LINES_PER_VISIT }, (_, line) => ({
      line,
      text: `${path} ${visits.size} ${Math.random()}`,
    }));
    visits.set(visits.size, { path, at: new Date(), lines });
  }
  switches.onRequest.add(rememberVisit);
  return {
    [Symbol.dispose]() {
      switches.onRequest.delete(rememberVisit);
      visits.clear();
    },
  };
};
