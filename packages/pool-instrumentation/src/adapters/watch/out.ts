/** What is out for a check: its pool takes it for lent, though nobody borrowed it. */
export const out: WeakSet<object> = new WeakSet();

/** How many of `items` are out. */
export function countOut(items: Iterable<object>): number {
  let count = 0;
  for (const item of items) if (out.has(item)) count++;
  return count;
}
