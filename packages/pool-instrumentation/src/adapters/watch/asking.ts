import type { Asking } from '../../pool.ts';

/** How the owner of a pool asks its connections, of which the pool itself knows nothing. */
const askings = new WeakMap<object, Asking>();

/** Says how the connections of `pool` are asked. */
export function askBy(pool: object, asking: Asking): void {
  askings.set(pool, asking);
}

/** How the connections of `pool` are asked; `undefined` where nobody has said so. */
export function askingOf(pool: object): Asking | undefined {
  return askings.get(pool);
}
