/**
 * Runs `action` at the first tick and then about every `seconds`, for what changes slowly and costs much to read. The second
 * time comes `sooner` by so many seconds, at most half of them: so not everything falls on one tick.
 */
export function seldom(
  seconds: number,
  action: (now: number) => void,
  sooner = 0,
): (now: number) => void {
  let due: number | undefined;
  return (now) => {
    if (due !== undefined && now < due) return;
    due = Math.max((due ?? now - sooner) + seconds, now + seconds / 2);
    action(now);
  };
}
