import type { Clock } from '@plimsoll/kernel';

/** Those who wait for something to become true, and are told to look whenever it may have. */
export class Waits {
  readonly #clock: Clock;
  readonly #looks = new Set<() => void>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  look(): void {
    for (const look of [...this.#looks]) look();
  }

  /** Waits until `condition` holds, or for `millis`. */
  async until(condition: () => boolean, millis: number = Number.POSITIVE_INFINITY): Promise<void> {
    if (condition()) return;
    await new Promise<void>((resolve) => {
      const end = (): void => {
        this.#looks.delete(look);
        timer?.[Symbol.dispose]();
        resolve();
      };
      const look = (): void => {
        if (condition()) end();
      };
      const timer = Number.isFinite(millis)
        ? this.#clock.after(millis / 1000, end, { keepAlive: true })
        : undefined;
      this.#looks.add(look);
    });
  }
}
