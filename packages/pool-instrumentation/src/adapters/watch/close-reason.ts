import type { CloseReason } from '../../pool.ts';

/** On a connection that we close: copies of this package tell each other so. */
const REASON = Symbol.for('plimsoll.pool.close_reason');

/** Notes why `connection` is about to be closed. */
export function closeFor(connection: object, reason: CloseReason): void {
  Object.defineProperty(connection, REASON, { value: reason, configurable: true });
}

/** Why `connection` is closed, where it is we who close it. */
export function closeReasonOf(connection: object): CloseReason | undefined {
  return Reflect.get(connection, REASON) as CloseReason | undefined;
}
