import { run } from '@plimsoll/kernel/test/command';
import { createSums, type Points } from './points.ts';

/** `free -b` of procps. */
export async function freePoints(): Promise<Points> {
  const { points, add } = createSums();
  const output = await run('free', ['-b'], { env: { ...process.env, LC_ALL: 'C' } });
  const row = (name: string): number[] =>
    (new RegExp(`^${name}:(.*)$`, 'm').exec(output)?.[1] ?? '').trim().split(/\s+/).map(Number);
  const [total = 0, , , , , available = 0] = row('Mem');
  add('system.memory.limit', {}, total);
  add('system.memory.usage', { 'system.memory.state': 'available' }, available);
  const [swap = 0, used = 0, free = 0] = row('Swap');
  if (swap > 0) {
    add('system.paging.usage', { 'system.paging.state': 'used' }, used);
    add('system.paging.usage', { 'system.paging.state': 'free' }, free);
  }
  return points;
}

/** `df -B1` of coreutils for the mounts that we tell. */
export async function dfPoints(mounts: readonly Mount[]): Promise<Points> {
  const { points, add } = createSums();
  const columns = '--output=size,used,avail,target';
  const output = await run('df', ['-B1', columns, ...mounts.map(({ point }) => point)]);
  for (const [index, line] of output.trim().split('\n').slice(1).entries()) {
    const [size = 0, used = 0, free = 0] = line.trim().split(/\s+/).map(Number);
    const attributes = mounts[index]?.attributes ?? {};
    add('system.filesystem.limit', attributes, size);
    for (const [state, bytes] of [
      ['used', used],
      ['free', free],
      ['reserved', size - used - free],
    ] as const)
      add('system.filesystem.usage', { ...attributes, 'system.filesystem.state': state }, bytes);
  }
  return points;
}

export interface Mount {
  readonly point: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** The mounts of the points `system.filesystem.limit{...}`. */
export function mountsOf(points: Points): Mount[] {
  return Object.keys(points).flatMap((key) => {
    const inside = /^system\.filesystem\.limit\{(.*)\}$/.exec(key)?.[1];
    if (inside === undefined) return [];
    const attributes = Object.fromEntries(
      inside.split(',').map((pair) => pair.split('=') as [string, string]),
    );
    return [{ point: attributes['system.filesystem.mountpoint'] ?? '', attributes }];
  });
}
