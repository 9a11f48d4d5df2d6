/** Where `runInUnit` of any copy of this package says what runs in which unit. */
const UNITS = Symbol.for('plimsoll.units');

/** The unit that this code runs in; `undefined` outside of every unit, and in browsers. */
export function currentUnit(): string | undefined {
  const units: unknown = Reflect.get(globalThis, UNITS);
  return (units as { current(): string | undefined } | undefined)?.current();
}
