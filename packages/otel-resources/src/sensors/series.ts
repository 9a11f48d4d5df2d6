import type { Attributes, Observable, ObservableCallback } from '@opentelemetry/api';
import type { Cleanup } from '@plimsoll/kernel';

/** The points of one observable instrument: a sample writes them, every collection of every reader reads them. */
export interface Series {
  /** The value of the point at `index`; `undefined` leaves the last. */
  set(index: number, value: number | undefined): void;
  /** One more point; its index. */
  add(attributes: Attributes): number;
}

/** Attributes are made once: the SDK then keeps no copies of its own. */
export function series(
  cleanup: Cleanup,
  instrument: Observable,
  attributeSets: readonly Attributes[] = [{}],
): Series {
  const attributes = [...attributeSets];
  const values: (number | undefined)[] = attributes.map(() => undefined);
  const observe: ObservableCallback = (result) => {
    for (let index = 0; index < values.length; index++) {
      const value = values[index];
      if (value !== undefined) result.observe(value, attributes[index]);
    }
  };
  instrument.addCallback(observe);
  cleanup.defer(() => instrument.removeCallback(observe));
  return {
    set(index, value) {
      if (value !== undefined) values[index] = value;
    },
    add(added) {
      values.push(undefined);
      return attributes.push(added) - 1;
    },
  };
}
