/** Runs `action` at the first tick and then about every `seconds`, for what changes slowly and costs much to read. */
export function seldom(seconds: number, action: (now: number) => void): (now: number) => void {
  let due: number | undefined;
  return (now) => {
    if (due !== undefined && now < due) return;
    due = Math.max((due ?? now) + seconds, now + seconds / 2);
    action(now);
  };
}
