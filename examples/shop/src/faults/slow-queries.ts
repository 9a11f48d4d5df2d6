import type { Fault } from '../faults.ts';

const DELAY_SECONDS = 0.3;

/** Every look-up sleeps in the database, as one without its index would. */
export const slowQueries: Fault = ({ switches }) => {
  switches.queryDelaySeconds = DELAY_SECONDS;
  return {
    [Symbol.dispose]() {
      switches.queryDelaySeconds = 0;
    },
  };
};
