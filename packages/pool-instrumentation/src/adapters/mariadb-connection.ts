import type { CloseReason } from '../pool.ts';
import { override } from './watch/override.ts';

/** A connection as the pool keeps it, with the methods that the pool gave it. */
export interface ConnectionLike {
  /** What the server said of itself with its last answer. */
  readonly info?: { readonly status: number };
  isValid(): boolean;
  forceEnd(...args: unknown[]): unknown;
  destroy(...args: unknown[]): unknown;
  emit(event: unknown, ...args: unknown[]): boolean;
}

/** Tells `close` when the pool, its borrower or the server closes `connection`. */
export function watchConnection(
  connection: ConnectionLike,
  close: (connection: ConnectionLike, reason: CloseReason) => void,
): Disposable {
  const { forceEnd, destroy, emit } = connection;
  const overrides = [
    override(connection, 'forceEnd', function (this: ConnectionLike, ...args: unknown[]) {
      close(connection, connection.isValid() ? 'idle_timeout' : 'error');
      return Reflect.apply(forceEnd, this, args);
    }),
    override(connection, 'destroy', function (this: ConnectionLike, ...args: unknown[]) {
      close(connection, 'error');
      return Reflect.apply(destroy, this, args);
    }),
    override(connection, 'emit', function (this: ConnectionLike, ...args: [unknown]) {
      if (args[0] === 'error') close(connection, 'error');
      return Reflect.apply(emit, this, args);
    }),
  ];
  return {
    [Symbol.dispose]() {
      for (const each of overrides.reverse()) each[Symbol.dispose]();
    },
  };
}
