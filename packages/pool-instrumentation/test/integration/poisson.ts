/** Requests that come at random whether or not the ones before have been served. */
export interface PoissonLoad {
  readonly asked: number;
  readonly served: number;
  readonly failures: unknown[];
  /** Asks for no more, and waits until all are served. */
  stop(): Promise<void>;
}

/** Asks so many times a second in the mean, an open loop of exponential gaps. */
export function poissonLoad(perSecond: number, ask: () => Promise<unknown>): PoissonLoad {
  const pending = new Set<Promise<unknown>>();
  const failures: unknown[] = [];
  let asked = 0;
  let served = 0;
  let due = performance.now();
  let timer: NodeJS.Timeout;

  const request = async (): Promise<void> => {
    asked++;
    try {
      await ask();
      served++;
    } catch (error) {
      failures.push(error);
    }
  };
  // A late timer asks for all that were due meanwhile: the rate holds however busy the machine.
  const look = (): void => {
    for (; due <= performance.now(); due += (-1000 / perSecond) * Math.log(1 - Math.random())) {
      const each = request();
      pending.add(each);
      void each.then(() => pending.delete(each));
    }
    timer = setTimeout(look, Math.max(0, due - performance.now()));
  };
  look();
  return {
    get asked() {
      return asked;
    },
    get served() {
      return served;
    },
    failures,
    async stop() {
      clearTimeout(timer);
      await Promise.all(pending);
    },
  };
}
