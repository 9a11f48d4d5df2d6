/** The most uses that are kept: with fewer the size of a pool of some ten connections is more than one off. */
const CAPACITY = 8192;

/** What it begins with, for most pools see little. */
const FIRST_CAPACITY = 256;

/** Uses of connections in the order in which they were granted; seconds. */
export interface Uses {
  /** When each was asked for, monotonic. */
  readonly asked: Float64Array;
  /** How long each held its connection. */
  readonly held: Float64Array;
}

/** Remembers the last 8192 uses of a pool, 16 bytes each. */
export class UseTrace {
  #asked = new Float64Array(FIRST_CAPACITY);
  /** Below 0 while the connection is lent: then it is -1 less the moment at which it was. */
  #held = new Float64Array(FIRST_CAPACITY);
  #granted = 0;

  /** How many are kept. */
  get length(): number {
    return Math.min(this.#granted, CAPACITY);
  }

  /** A connection is lent now to who asked at `askedSeconds`; gives the number to hand to `returned`. */
  granted(askedSeconds: number, nowSeconds: number): number {
    const number = this.#granted++;
    if (number >= this.#asked.length && number < CAPACITY) this.#grow();
    const slot = number % CAPACITY;
    this.#asked[slot] = askedSeconds;
    this.#held[slot] = -1 - nowSeconds;
    return number;
  }

  /** The connection of `number` is back. */
  returned(number: number, heldSeconds: number): void {
    if (number >= this.#granted - CAPACITY) this.#held[number % CAPACITY] = heldSeconds;
  }

  /** The uses until now; one that goes on counts for as long as it has been lent. */
  uses(nowSeconds: number): Uses {
    const asked = new Float64Array(this.length);
    const held = new Float64Array(this.length);
    const first = this.#granted - this.length;
    for (let index = 0; index < this.length; index++) {
      const slot = (first + index) % CAPACITY;
      const seconds = this.#held[slot] as number;
      asked[index] = this.#asked[slot] as number;
      held[index] = seconds < 0 ? Math.max(0, nowSeconds + 1 + seconds) : seconds;
    }
    return { asked, held };
  }

  #grow(): void {
    const size = Math.min(CAPACITY, this.#asked.length * 4);
    const asked = new Float64Array(size);
    const held = new Float64Array(size);
    asked.set(this.#asked);
    held.set(this.#held);
    this.#asked = asked;
    this.#held = held;
  }
}
