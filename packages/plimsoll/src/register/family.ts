/** Tells the processes that are started under this one, and inherit `NODE_OPTIONS`, that they are not the first. */
export const MAIN_PID = 'PLIMSOLL_MAIN_PID';

/** Whether a process above this one is the main one; if none is, this one is, and leaves its mark for those below. */
export function joinFamily(env: Record<string, string | undefined>, pid: number): boolean {
  const main = env[MAIN_PID];
  if (main !== undefined && main !== String(pid)) return true;
  env[MAIN_PID] = String(pid);
  return false;
}
