export interface Supported {
  /** The oldest minor, as `major.minor`. */
  readonly from: string;
  /** What is installed beside it. */
  readonly beside: readonly string[];
  /** Whether the limit of its pools shows only when somebody has to wait. */
  readonly hidesLimit?: boolean;
}

/** The clients whose versions are run, by their names in the registry. */
export const SUPPORTED: Readonly<Record<string, Supported>> = {
  pg: { from: '8.0', beside: [] },
  'pg-pool': { from: '3.0', beside: ['pg@8.23.1'] },
  'generic-pool': { from: '3.1', beside: [] },
  mysql2: { from: '3.0', beside: [] },
  tarn: { from: '3.0', beside: [] },
  mariadb: { from: '3.3', beside: [] },
  redis: { from: '5.12', beside: [], hidesLimit: true },
};

/** The newest patch of each minor from `from` on, in order; a version with a suffix is none. */
export function newestOfEachMinor(versions: readonly string[], from: string): string[] {
  const least = numbers(from);
  const newest = new Map<string, readonly number[]>();
  for (const version of versions) {
    if (!/^\d+\.\d+\.\d+$/.test(version)) continue;
    const [major = 0, minor = 0, patch = 0] = numbers(version);
    if (compare([major, minor], least) < 0) continue;
    const known = newest.get(`${major}.${minor}`);
    if (!known || compare(known, [major, minor, patch]) < 0)
      newest.set(`${major}.${minor}`, [major, minor, patch]);
  }
  return [...newest.values()].sort(compare).map((each) => each.join('.'));
}

function numbers(version: string): number[] {
  return version.split('.').map(Number);
}

function compare(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((each, index) => each !== b[index]);
  return at < 0 ? 0 : (a[at] as number) - (b[at] ?? 0);
}
