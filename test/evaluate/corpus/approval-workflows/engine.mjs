/** Signals that running workflows wait for; a signal that nobody waits for is only counted. */
export class Engine {
  #waiting = new Map();
  unheard = 0;

  waitFor(...signals) {
    return new Promise((resolve) => {
      for (const signal of signals)
        this.#waiting.set(signal, (payload) => {
          for (const other of signals) this.#waiting.delete(other);
          resolve({ signal, payload });
        });
    });
  }

  signal(signal, payload) {
    const wake = this.#waiting.get(signal);
    if (wake) wake(payload);
    else this.unheard += 1;
  }
}
