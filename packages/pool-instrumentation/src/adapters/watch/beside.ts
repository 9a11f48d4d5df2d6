/** Calls `failed` whenever a connection beside a pool could not be made, until it is disposed. */
export type WatchBeside = (failed: () => void) => Disposable;

/** How the owner of a pool makes connections to the same server beside it, of which the pool itself knows nothing. */
const besides = new WeakMap<object, WatchBeside>();

/** Says how what is made beside `pool` is watched. */
export function watchBesideBy(pool: object, watch: WatchBeside): void {
  besides.set(pool, watch);
}

/** Watches what is made beside `pool`, where somebody has said how. */
export function watchBeside(pool: object, failed: () => void): Disposable | undefined {
  return besides.get(pool)?.(failed);
}
